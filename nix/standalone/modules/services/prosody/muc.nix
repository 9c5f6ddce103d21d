# The options of a domain of chat rooms.
{ lib, ... }:
let
  inherit (lib) mkOption types;
  inherit (import ../../short-options.nix { inherit lib; }) flag number option;

in
{
  options = {
    domain = mkOption {
      type = types.str;
      example = "rooms.example.org";
      description = "The domain.";
    };
    name = option types.str "Prosody Chatrooms" "What it is called.";
    restrictRoomCreation = option (types.enum [
      true
      false
      "admin"
      "local"
    ]) false "Who may make rooms: false is everybody, true the administrators.";
    maxHistoryMessages = number 20 "Messages that a room may show to who comes in.";
    roomLocking = flag true "Whether a new room is closed until its owner has set it up.";
    roomLockTimeout = number 300 "Seconds after which a closed room goes.";
    tombstones = flag true "Whether the name of a room that has gone stays taken.";
    tombstoneExpiry = number 2678400 "Seconds that it stays taken.";
    allowners_muc = flag false "Whether everybody owns every room; the module has to be there.";
    moderation = flag false "Whether messages can be taken back by moderators; the module has to be there.";
    roomDefaultPublic = flag true "Whether new rooms are listed.";
    roomDefaultMembersOnly = flag false "Whether new rooms are for members.";
    roomDefaultModerated = flag false "Whether visitors of new rooms only listen.";
    roomDefaultPublicJids = flag false "Whether everybody in a new room sees addresses.";
    roomDefaultChangeSubject = flag false "Whether everybody in a new room may change its subject.";
    roomDefaultHistoryLength = number 20 "Messages that a new room shows to who comes in.";
    roomDefaultLanguage = option types.str "en" "The language of new rooms.";
    extraConfig = option types.lines "" "Lines of Lua for its section.";
  };
}
