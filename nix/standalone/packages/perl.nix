# nixpkgs' names for the modules of Perl that Debian has: `perlPackages`, and what `withPackages` chooses from.
#
#   debian  all packages of Debian's by their names
{ debian }:
let
  # As Perl calls them. nixpkgs leaves the colons out, Debian puts `lib` before and `-perl` behind.
  modules = [
    "Authen::SASL"
    "CGI"
    "CGI::Fast"
    "CGI::PSGI"
    "Cache::Memcached"
    "Carton"
    "Class::Accessor"
    "Config::General"
    "Config::IniFiles"
    "Cpanel::JSON::XS"
    "Crypt::OpenSSL::RSA"
    "Crypt::SSLeay"
    "DBD::Pg"
    "DBD::SQLite"
    "DBD::mysql"
    "DBI"
    "DBIx::Class"
    "Dancer2"
    "Date::Manip"
    "DateTime"
    "Devel::NYTProf"
    "Digest::HMAC"
    "Email::MIME"
    "Email::Sender"
    "Email::Simple"
    "Encode::Locale"
    "FCGI"
    "FCGI::ProcManager"
    "File::Slurp"
    "File::Which"
    "GD"
    "HTML::Parser"
    "HTML::Template"
    "HTTP::Daemon"
    "HTTP::Date"
    "HTTP::Message"
    "IO::Socket::INET6"
    "IO::Socket::SSL"
    "IPC::Run"
    "Image::ExifTool"
    "JSON"
    "JSON::MaybeXS"
    "JSON::XS"
    "LWP::Protocol::https"
    "List::MoreUtils"
    "Log::Log4perl"
    "MIME::Lite"
    "MIME::Types"
    "Mail::DKIM"
    "Mail::Sendmail"
    "Module::Build"
    "Mojolicious"
    "Moo"
    "Moose"
    "Net::DNS"
    "Net::LDAP"
    "Net::OpenSSH"
    "Net::SMTP::SSL"
    "Net::SSLeay"
    "Net::Server"
    "NetAddr::IP"
    "Path::Tiny"
    "Plack"
    "Proc::Daemon"
    "Redis"
    "RPC::XML"
    "SOAP::Lite"
    "Starlet"
    "Starman"
    "Sys::Syslog"
    "Template::Toolkit"
    "Term::ReadKey"
    "Text::CSV"
    "Text::CSV_XS"
    "Time::HiRes"
    "Try::Tiny"
    "URI"
    "XML::LibXML"
    "XML::Parser"
    "XML::SAX"
    "XML::Simple"
    "XML::Twig"
    "YAML"
    "YAML::LibYAML"
    "YAML::Tiny"
    "local::lib"
  ];

  lower =
    builtins.replaceStrings
      (builtins.filter (c: c != "") (
        builtins.filter builtins.isString (builtins.split "" "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
      ))
      (
        builtins.filter (c: c != "") (
          builtins.filter builtins.isString (builtins.split "" "abcdefghijklmnopqrstuvwxyz")
        )
      );

  plain = builtins.replaceStrings [ "::" "_" ] [ "" "" ];

  # Those that Debian calls otherwise.
  others = {
    LWP = "libwww-perl";
    libwwwperl = "libwww-perl";
    NetLDAP = "libnet-ldap-perl";
    perlldap = "libnet-ldap-perl";
    Starman = "starman";
    TemplateToolkit = "libtemplate-perl";
    Carton = "carton";
  };

  ruled = builtins.listToAttrs (
    map (module: {
      name = plain module;
      value = "lib${builtins.replaceStrings [ "::" "_" ] [ "-" "-" ] (lower module)}-perl";
    }) modules
  );
  debs = ruled // others;
in
debian
// builtins.listToAttrs (
  map (name: {
    inherit name;
    value = debian.${debs.${name}};
  }) (builtins.filter (name: debian ? ${debs.${name}}) (builtins.attrNames debs))
)
