//! Machine code kept on disk between processes.

use std::hash::Hasher;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The folder, if there can be one.
fn folder() -> Option<&'static PathBuf> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = FOLDER.get_or_init(|| {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let base = set("FLAMBEAU_CACHE")
            .or_else(|| set("XDG_CACHE_HOME").map(|caches| caches.join("flambeau")))
            .or_else(|| set("HOME").map(|home| home.join(".cache/flambeau")))?;
        let kernels = base.join("kernels");
        std::fs::create_dir_all(&kernels).ok()?;
        Some(kernels)
    });
    found.as_ref()
}

/// What tells a kernel's machine code from others.
pub(super) type Name = [u64; 2];

/// The place of one kernel's machine code.
pub(super) struct Entry {
    name: Name,
    /// None where there is no folder.
    path: Option<PathBuf>,
}

/// A hash that is the same in every process.
fn hash<'a>(seed: u64, parts: impl IntoIterator<Item = &'a [u8]>) -> u64 {
    // SipHash with fixed keys.
    #[allow(deprecated)]
    let mut hasher = std::hash::SipHasher::new_with_keys(seed, 0x666c_616d_6265_6175);
    for part in parts {
        hasher.write_usize(part.len());
        hasher.write(part);
    }
    hasher.finish()
}

/// Ends every file: one that was cut short or changed has another.
fn seal(code: &[u8]) -> [u8; 8] {
    hash(0, [code]).to_le_bytes()
}

impl Entry {
    /// For a source in parts, and the compiler's options.
    pub(super) fn new(source: &[&str], options: &[String]) -> Entry {
        let parts = || source.iter().copied().chain(options.iter().map(String::as_str)).map(str::as_bytes);
        let name = [hash(1, parts()), hash(2, parts())];
        Entry { name, path: folder().map(|folder| folder.join(format!("{:016x}{:016x}", name[0], name[1]))) }
    }

    pub(super) fn name(&self) -> Name {
        self.name
    }

    /// The code, if it is there whole.
    pub(super) fn read(&self) -> Option<Vec<u8>> {
        let mut code = std::fs::read(self.path.as_ref()?).ok()?;
        let (kept, end) = code.split_last_chunk::<8>()?;
        if *end != seal(kept) {
            return None;
        }
        code.truncate(kept.len());
        Some(code)
    }

    /// Keeps the code. A disk that takes nothing is no error: the kernel is compiled again next time.
    pub(super) fn write(&self, code: &[u8]) {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Some(path) = &self.path else { return };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let draft = path.with_extension(format!("{}-{number}", std::process::id()));
        let written = std::fs::write(&draft, [code, &seal(code)].concat()).and_then(|()| std::fs::rename(&draft, path));
        if written.is_err() {
            let _ = std::fs::remove_file(&draft);
        }
    }
}
