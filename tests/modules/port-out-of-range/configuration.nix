{ ... }: { docker.ports = [ "80-70000/tcp" ]; }
