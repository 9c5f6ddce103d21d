# The words of nginx.conf: directives, blocks, and the sets of directives that
# appear in several places.
{ lib }:

rec {
  onOff = value: if value then "on" else "off";

  # A path of the configuration goes into the store; anything else is text.
  word = value: if builtins.isPath value then "${value}" else toString value;

  # A directive, or nothing where its value is null or "".
  directive = key: value: lib.optionalString (value != null && value != "") "${key} ${word value};\n";

  indent =
    text:
    lib.concatMapStrings (line: if line == "" then "" else "  ${line}\n") (lib.splitString "\n" text);

  block = head: body: "${head} {\n${indent body}}\n";

  unlessEmpty = text: lib.optionalString (text != "") (text + "\n");

  # What nginx tells a FastCGI server about a request.  A location that sets one
  # parameter inherits none, so it repeats these.
  fastcgiParams = {
    SCRIPT_FILENAME = "$document_root$fastcgi_script_name";
    QUERY_STRING = "$query_string";
    REQUEST_METHOD = "$request_method";
    CONTENT_TYPE = "$content_type";
    CONTENT_LENGTH = "$content_length";
    SCRIPT_NAME = "$fastcgi_script_name";
    REQUEST_URI = "$request_uri";
    DOCUMENT_URI = "$document_uri";
    DOCUMENT_ROOT = "$document_root";
    SERVER_PROTOCOL = "$server_protocol";
    REQUEST_SCHEME = "$scheme";
    HTTPS = "$https if_not_empty";
    GATEWAY_INTERFACE = "CGI/1.1";
    SERVER_SOFTWARE = "nginx/$nginx_version";
    REMOTE_ADDR = "$remote_addr";
    REMOTE_PORT = "$remote_port";
    SERVER_ADDR = "$server_addr";
    SERVER_PORT = "$server_port";
    SERVER_NAME = "$server_name";
    REDIRECT_STATUS = "200";
  };

  renderFastcgiParams =
    params: lib.concatStrings (lib.mapAttrsToList (key: directive "fastcgi_param ${key}") params);

  proxyHeaders = ''
    proxy_set_header Host $host;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $host;
    proxy_set_header X-Forwarded-Server $hostname;
  '';

  # A location that sets a parameter for uwsgi inherits none either.
  uwsgiHeaders = ''
    uwsgi_param HTTP_HOST $host;
    uwsgi_param HTTP_CONNECTION "";
    uwsgi_param HTTP_X_REAL_IP $remote_addr;
    uwsgi_param HTTP_X_FORWARDED_FOR $proxy_add_x_forwarded_for;
    uwsgi_param HTTP_X_FORWARDED_PROTO $scheme;
    uwsgi_param HTTP_X_FORWARDED_HOST $host;
  '';
}
