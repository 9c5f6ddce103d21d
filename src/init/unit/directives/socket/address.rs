//! Addresses as in systemd.socket(5), `ListenStream=`.

use crate::init::unit::{Address, values};
use std::net::{IpAddr, SocketAddr};

pub(super) fn address(text: &str) -> Option<Address> {
    if text.starts_with('/') {
        return Some(Address::Path(text.into()));
    }
    if let Some(name) = text.strip_prefix('@') {
        return Some(Address::Abstract(name.as_bytes().to_vec())).filter(|_| !name.is_empty());
    }
    if let Ok(port) = values::number::<u16>(text) {
        return Some(Address::Port(port)).filter(|_| port != 0);
    }
    if let Some((host, port)) = text.rsplit_once(':')
        && let Some(host) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'))
    {
        let port = values::number(port).ok().filter(|port| *port != 0)?;
        return Some(Address::Ip(SocketAddr::new(IpAddr::V6(host.parse().ok()?), port)));
    }
    text.parse().ok().filter(|address: &SocketAddr| address.port() != 0).map(Address::Ip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(address("/run/x.sock"), Some(Address::Path("/run/x.sock".into())));
        assert_eq!(address("@name"), Some(Address::Abstract(b"name".to_vec())));
        assert_eq!(address("80"), Some(Address::Port(80)));
        assert_eq!(address("127.0.0.1:80"), Some(Address::Ip("127.0.0.1:80".parse().unwrap())));
        assert_eq!(address("[::1]:80"), Some(Address::Ip("[::1]:80".parse().unwrap())));
        for bad in ["0", "x", "1.2.3.4", "[::1]", "99999", "::1:80", "080", "@", "[::1]:0", "1.2.3.4:0"] {
            assert_eq!(address(bad), None, "{bad}");
        }
    }
}
