{ ... }:
{
  nixpkgs.overlays = [ (final: previous: { }) ];
}
