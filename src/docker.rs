//! The only user of bollard: what the Docker daemon has, and loading an image into it.
