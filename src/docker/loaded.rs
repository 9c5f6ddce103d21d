//! The result of loading an image, in numbers and as a line for the user.

use std::fmt;

use indicatif::DecimalBytes;

use crate::image::Assembly;
use crate::image::archive::{self, Selection};

/// The result of loading an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The daemon's id of the image.
    pub image_id: String,
    /// How many layers the image has.
    pub layers: usize,
    /// How many of them were sent.
    pub sent_layers: usize,
    /// How many bytes of layers were sent.
    pub sent_bytes: u64,
    /// The size of all layers in bytes.
    pub bytes: u64,
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sent, all) = (DecimalBytes(self.sent_bytes), DecimalBytes(self.bytes));
        match self.sent_layers {
            0 => write!(f, "the daemon had all {} layers ({all})", self.layers),
            count if count == self.layers => write!(f, "{count} layers ({all}) sent"),
            count => write!(f, "{count} of {} layers ({sent} of {all}) sent", self.layers),
        }
    }
}

impl Loaded {
    /// The image `image_id`, of which what is selected was sent.
    pub(super) fn new(image_id: String, image: &Assembly, selection: &Selection) -> Self {
        let (sent_bytes, sent_layers) = archive::content(image, selection);
        let layers = image.layers().count();
        let bytes = image.layers().map(|measure| measure.size).sum();
        Self { image_id, layers, sent_layers, sent_bytes, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_said_in_one_line() {
        let loaded = |sent_layers, sent_bytes| Loaded {
            image_id: String::new(),
            layers: 3,
            sent_layers,
            sent_bytes,
            bytes: 5_000_000,
        };
        assert_eq!(loaded(0, 0).to_string(), "the daemon had all 3 layers (5.00 MB)");
        assert_eq!(loaded(1, 1_000_000).to_string(), "1 of 3 layers (1.00 MB of 5.00 MB) sent");
        assert_eq!(loaded(3, 5_000_000).to_string(), "3 layers (5.00 MB) sent");
    }
}
