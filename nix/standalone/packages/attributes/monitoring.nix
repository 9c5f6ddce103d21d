# Prometheus' servers and exporters, whose programs Debian calls as their packages.
let
  # The program as upstream calls it.
  called = program: deb: {
    debs = [ deb ];
    mainProgram = program;
    links."bin/${program}" = "usr/bin/${deb}";
    perRelease = true;
  };
in
{
  prometheus = [
    "prometheus"
    "promtool|prometheus"
  ];
  prometheus-nginx-exporter = called "nginx-prometheus-exporter" "prometheus-nginx-exporter";
  prometheus-alertmanager = called "alertmanager" "prometheus-alertmanager";
  prometheus-pushgateway = called "pushgateway" "prometheus-pushgateway";
}
// builtins.listToAttrs (
  map
    (name: {
      name = "prometheus-${name}-exporter";
      value = called "${name}_exporter" "prometheus-${name}-exporter";
    })
    [
      "apache"
      "bind"
      "blackbox"
      "elasticsearch"
      "ipmi"
      "mongodb"
      "mysqld"
      "node"
      "pgbouncer"
      "postfix"
      "postgres"
      "redis"
      "snmp"
      "sql"
      "varnish"
    ]
)
