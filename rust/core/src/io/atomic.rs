//! Replacing a file as a whole: whoever opens the path sees the old contents or the new ones, never a part.

use std::fs::{File, OpenOptions};
use std::io::Write;
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

/// A file that is written from front to back, and sent to the disk as it grows: the flush at the end finds little to do.
pub struct Growing {
    file: File,
    /// Bytes written, and how many of them the system was asked to send.
    written: u64,
    sent: u64,
}

/// Bytes that are sent to the disk at a time.
const PART: u64 = 4 << 20;

impl Growing {
    fn new(file: File) -> Growing {
        Growing { file, written: 0, sent: 0 }
    }

    #[cfg(target_os = "linux")]
    fn send(&mut self) {
        use std::os::fd::AsRawFd;
        let length = self.written - self.sent;
        // SAFETY: the file is open. The call only starts to write pages that are to be written anyhow: if it fails, so
        // will the flush, which tells.
        unsafe {
            libc::sync_file_range(self.file.as_raw_fd(), self.sent as i64, length as i64, libc::SYNC_FILE_RANGE_WRITE)
        };
        self.sent = self.written;
    }

    #[cfg(not(target_os = "linux"))]
    fn send(&mut self) {
        self.sent = self.written;
    }
}

impl Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.written += count as u64;
        if self.written - self.sent >= PART {
            self.send();
        }
        Ok(count)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

/// Files of this size are given back to the system by a thread of their own: it takes as long as writing them.
#[cfg(unix)]
const LARGE: u64 = 16 << 20;

/// What [`replace`] keeps open of the file that loses its name.
#[cfg(unix)]
fn large_file(path: &Path, metadata: Option<&std::fs::Metadata>) -> Option<File> {
    if metadata?.len() < LARGE { None } else { File::open(path).ok() }
}

/// Gives the file at `from` the name `to`.
fn replace(from: &Path, to: &Path, _metadata: Option<&std::fs::Metadata>) -> std::io::Result<()> {
    #[cfg(unix)]
    let old = large_file(to, _metadata);
    std::fs::rename(from, to)?;
    #[cfg(unix)]
    if let Some(old) = old {
        // Without a thread the file is closed here.
        let _ = std::thread::Builder::new().name("flambeau-close".to_owned()).spawn(move || drop(old));
    }
    Ok(())
}

/// Replaces the file at `path` by what `write` writes.
///
/// The contents go to a temporary file in the same folder, are flushed to the disk and then take the name, so a crash at
/// any moment leaves the old file or the new one. A symbolic link stays, its target is replaced; permissions of a file
/// that exists are kept. A pipe or device is written in place.
///
/// # Errors
/// Those of `write` and of the operating system; the file at `path` is untouched then.
pub fn write_atomically(path: &Path, write: impl FnOnce(Growing) -> Result<Growing>) -> Result<()> {
    let path = match path.canonicalize() {
        Ok(resolved) => resolved,
        Err(_) => path.to_owned(),
    };
    let existing = std::fs::metadata(&path).ok();
    if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        write(Growing::new(OpenOptions::new().write(true).open(&path)?))?;
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
    let file = OpenOptions::new().write(true).create(true).truncate(true).open(&temporary.path)?;
    let file = write(Growing::new(file))?.file;
    if let Some(metadata) = &existing {
        file.set_permissions(metadata.permissions())?;
    }
    file.sync_all()?;
    replace(&temporary.path, &path, existing.as_ref())?;
    temporary.moved = true;
    Ok(())
}
