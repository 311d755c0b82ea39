//! Replacing a file as a whole: whoever opens the path sees the old contents or the new ones, never a part.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::error::Result;

/// Distinguishes the temporary files of one process.
static COUNTER: AtomicU64 = AtomicU64::new(0);

/// A temporary file, removed unless it is moved to its place.
struct Temporary {
    path: PathBuf,
    moved: bool,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.moved {
            // Nothing is left to be done if this fails too: the error that brought us here is the one to report.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Replaces the file at `path` by what `write` writes.
///
/// The contents go to a temporary file in the same folder, are flushed to the disk and then take the name, so a crash at
/// any moment leaves the old file or the new one. A symbolic link stays, its target is replaced; permissions of a file
/// that exists are kept. A pipe or device is written in place.
///
/// # Errors
/// Those of `write` and of the operating system; the file at `path` is untouched then.
pub fn write_atomically(path: &Path, write: impl FnOnce(File) -> Result<File>) -> Result<()> {
    let path = match path.canonicalize() {
        Ok(resolved) => resolved,
        Err(_) => path.to_owned(),
    };
    let existing = std::fs::metadata(&path).ok();
    if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        write(OpenOptions::new().write(true).open(&path)?)?;
        return Ok(());
    }
    let name = path.file_name().ok_or(std::io::Error::from(std::io::ErrorKind::InvalidInput))?;
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    let mut temporary_name = std::ffi::OsString::from(".");
    temporary_name.push(name);
    temporary_name.push(format!(".{}-{count}.tmp", std::process::id()));
    let mut temporary = Temporary { path: folder.join(temporary_name), moved: false };
    let file = write(OpenOptions::new().write(true).create(true).truncate(true).open(&temporary.path)?)?;
    if let Some(metadata) = existing {
        file.set_permissions(metadata.permissions())?;
    }
    file.sync_all()?;
    std::fs::rename(&temporary.path, &path)?;
    temporary.moved = true;
    Ok(())
}
