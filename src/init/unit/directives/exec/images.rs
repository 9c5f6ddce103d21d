//! Roots and extensions of processes that come from images, and other name spaces: systemd.exec(5), "Paths" and
//! "Sandboxing". A container has nothing to mount them with.

use super::Row;

const NO_ROOT: &str = "a service can't have a root of its own";
const NO_IMAGES: &str = "images can't be mounted inside the container";
const SHARED: &str = "services share the container's name spaces";

pub(super) const ROWS: &[Row] = &[
    Row::refused("RootImage", NO_ROOT, "an image that is its root"),
    Row::refused("RootImageOptions", NO_ROOT, "how that is mounted"),
    Row::refused("RootImagePolicy", NO_ROOT, "which image may be"),
    Row::refused("RootHash", NO_ROOT, "the image's hash"),
    Row::refused("RootHashSignature", NO_ROOT, "the signature of that"),
    Row::refused("RootVerity", NO_ROOT, "the image's hashes"),
    Row::refused("RootMStack", NO_ROOT, "layers that are its root"),
    Row::refused("RootEphemeral", NO_ROOT, "what it changes in its root goes when it stops"),
    Row::refused("MountImages", NO_IMAGES, "images that are mounted for it"),
    Row::refused("MountImagePolicy", NO_IMAGES, "which images may be"),
    Row::refused("ExtensionImages", NO_IMAGES, "images that add to /usr and /opt"),
    Row::refused("ExtensionImagePolicy", NO_IMAGES, "which images may be"),
    Row::refused("ExtensionDirectories", NO_IMAGES, "directories that add to /usr and /opt"),
    Row::refused(
        "NetworkNamespacePath",
        "services share the container's network",
        "the network that it joins",
    ),
    Row::refused("IPCNamespacePath", SHARED, "the name space of System V's queues that it joins"),
    Row::refused("UserNamespacePath", SHARED, "the name space of users that it joins"),
];
