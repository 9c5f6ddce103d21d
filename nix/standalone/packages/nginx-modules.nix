# `pkgs.nginxModules`: nixpkgs' names of the modules of nginx that Debian has as packages. What such a package loads
# is in a file of its own; what it needs comes first.
builtins.mapAttrs
  (name: debs: {
    inherit name;
    debs = map (deb: "libnginx-mod-${deb}") debs;
  })
  {
    brotli = [
      "http-brotli-filter"
      "http-brotli-static"
    ];
    cache-purge = [ "http-cache-purge" ];
    dav = [ "http-dav-ext" ];
    develkit = [ "http-ndk" ];
    echo = [ "http-echo" ];
    fancyindex = [ "http-fancyindex" ];
    geoip2 = [ "http-geoip2" ];
    lua = [
      "http-ndk"
      "http-lua"
    ];
    modsecurity = [ "http-modsecurity" ];
    moreheaders = [ "http-headers-more-filter" ];
    njs = [ "http-js" ];
    pam = [ "http-auth-pam" ];
    rtmp = [ "rtmp" ];
    set-misc = [
      "http-ndk"
      "http-set-misc"
    ];
    subsFilter = [ "http-subs-filter" ];
    upload-progress = [ "http-uploadprogress" ];
    upstream-fair = [ "http-upstream-fair" ];
    # Those that nixpkgs builds in.
    geoip = [ "http-geoip" ];
    image-filter = [ "http-image-filter" ];
    perl = [ "http-perl" ];
    stream = [ "stream" ];
    xslt = [ "http-xslt-filter" ];
  }
