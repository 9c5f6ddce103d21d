//! What a configuration named when it was evaluated last, so that its next evaluation begins with the right index.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::configuration::Configuration;
use crate::{atomic_file, hex, trust};

/// What the last evaluation named.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Recalled {
    /// Debian's packages.
    pub(super) roots: BTreeSet<String>,
    /// Whether one of them was named like a package of nixpkgs.
    pub(super) names: bool,
}

/// The file that remembers it.
pub(super) struct Memory {
    file: PathBuf,
}

impl Memory {
    pub(super) fn of(cache: &Path, configuration: &Configuration) -> Self {
        let digest = match configuration {
            Configuration::File(path) => Sha256::digest(path.as_os_str().as_encoded_bytes()),
            Configuration::Flake(flake) => Sha256::digest(flake.to_string()),
            Configuration::Text(text) => Sha256::digest(text),
        };
        Self { file: cache.join("roots").join(hex::encode(&digest[..16])) }
    }

    /// What is remembered; nothing if the configuration was never evaluated.
    pub(super) fn recall(&self) -> Recalled {
        trust::read(&self.file).and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
    }

    pub(super) fn keep(&self, named: &Recalled) -> Result<()> {
        let text = serde_json::to_vec(named)?;
        if trust::read(&self.file).is_some_and(|kept| kept == text) {
            return Ok(());
        }
        let parent = self.file.parent().context("the cache has no directory")?;
        std::fs::create_dir_all(parent)?;
        atomic_file::write(&self.file, &text).with_context(|| format!("can't write {}", self.file.display()))
    }
}
