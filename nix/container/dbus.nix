# The message bus: its units and its configuration, for whichever modules want it.
#
# A bus of services alone: no logged-in user has more rights than others. Services that are called and do not run
# are started by the init, as units (`SystemdService=` in their file); one that names no unit is not started.
#
#   package   with bin/dbus-daemon
#   packages  that have policies or service files; those of Debian's packages are below /usr
{ lib }:
{ package, packages }:
let
  inPackages = directory: map (package: "${package}/${directory}") packages;
  entries = tag: lib.concatMapStrings (path: "  <${tag}>${path}</${tag}>\n");
in
{
  configuration = ''
    <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
      "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
    <busconfig>
      <type>system</type>
      <listen>unix:path=/run/dbus/system_bus_socket</listen>
      <auth>EXTERNAL</auth>
      <policy context="default">
        <allow user="*"/>
        <deny own="*"/>
        <deny send_type="method_call"/>
        <allow send_type="signal"/>
        <allow send_requested_reply="true" send_type="method_return"/>
        <allow send_requested_reply="true" send_type="error"/>
        <allow receive_type="method_call"/>
        <allow receive_type="method_return"/>
        <allow receive_type="error"/>
        <allow receive_type="signal"/>
        <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus"/>
        <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus.Introspectable"/>
        <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus.Properties"/>
        <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus.Peer"/>
        <deny send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus" send_member="UpdateActivationEnvironment"/>
        <deny send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.systemd1.Activator"/>
      </policy>
      <policy user="root">
        <allow own="org.freedesktop.systemd1"/>
        <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.systemd1.Activator"/>
        <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus.Monitoring"/>
        <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus.Debug.Stats"/>
      </policy>
  ''
  + entries "servicedir" (
    inPackages "share/dbus-1/system-services" ++ [ "/usr/share/dbus-1/system-services" ]
  )
  + entries "includedir" (
    inPackages "share/dbus-1/system.d"
    ++ inPackages "etc/dbus-1/system.d"
    ++ [
      "/usr/share/dbus-1/system.d"
      "/etc/dbus-1/system.d"
    ]
  )
  + "</busconfig>\n";

  socket = {
    unitConfig.Description = "D-Bus System Message Bus Socket";
    socketConfig = { };
    listenStreams = [ "/run/dbus/system_bus_socket" ];
    wantedBy = [ "sockets.target" ];
  };

  # The socket lets clients wait, so the bus need not say that it is ready.
  service = {
    unitConfig = {
      Description = "D-Bus System Message Bus";
      Requires = "dbus.socket";
    };
    serviceConfig = {
      User = "messagebus";
      ExecStart = "${package}/bin/dbus-daemon --config-file=/etc/dbus-1/system.conf --address=systemd: --nofork --nopidfile --systemd-activation --nosyslog";
    };
  };
}
