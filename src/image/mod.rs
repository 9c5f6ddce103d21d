//! Images: layers, their bytes and their formats.
