//! The generator: an engine, its cached normals, and the handle that tensors and threads share.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::sync::{Arc, OnceLock};

use parking_lot::{Mutex, MutexGuard, RawMutex};

use super::mt19937::{Mt19937, STATE_WORDS};

/// Bytes of a saved state: PyTorch's legacy CPU layout.
pub const STATE_BYTES: usize = 5056;

/// The seed of a new [`Generator`], PyTorch's default.
pub const DEFAULT_SEED: u64 = 67_280_421_310_721;

/// Why [`Generator::set_state`] refused a state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StateError {
    /// The state has another size than [`STATE_BYTES`].
    Length {
        /// Bytes given.
        given: usize,
    },
    /// The counters of the state point outside of it.
    Invalid,
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { given } => {
                write!(f, "a CPU generator's state has {STATE_BYTES} bytes, but the given one has {given}")
            }
            Self::Invalid => write!(f, "invalid mt19937 state: its counters are out of range"),
        }
    }
}

impl std::error::Error for StateError {}

/// A source of random numbers with PyTorch's CPU streams: the same seed gives the same numbers.
///
/// A handle: clones share one state, which a mutex guards; a fill holds it from its first draw to its last.
///
/// ```
/// let generator = flambeau::random::Generator::with_seed(42);
/// let mut x = [0f32; 2];
/// flambeau::random::uniform(&mut x, 0.0, 1.0, &generator);
/// assert_eq!(x, [0.88226926, 0.91500396]);
/// ```
#[derive(Clone)]
pub struct Generator(Arc<Mutex<State>>);

/// What a generator's mutex guards.
#[derive(Clone)]
pub(super) struct State {
    pub(super) engine: Mt19937,
    /// A normal value of PyTorch's float sampler, kept only to carry it through saved states: the CPU never draws it.
    next_float_normal: Option<f32>,
    /// The second value of the last scalar Box-Muller pair.
    next_double_normal: Option<f64>,
}

impl Generator {
    /// A generator seeded with [`DEFAULT_SEED`].
    pub fn new() -> Self {
        Self::with_seed(DEFAULT_SEED)
    }

    /// A generator seeded with `seed`.
    pub fn with_seed(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State::new(seed))))
    }

    /// Restarts the stream from `seed` (its lower 32 bits decide the stream, as in PyTorch) and drops cached normals.
    pub fn manual_seed(&self, seed: u64) {
        *self.lock() = State::new(seed);
    }

    /// Restarts the stream from a seed that differs at each call, and returns it (53 bits, so that a double holds it).
    pub fn seed(&self) -> u64 {
        let seed = nondeterministic_seed();
        self.manual_seed(seed);
        seed
    }

    /// The seed that the stream was last started from.
    pub fn initial_seed(&self) -> u64 {
        self.lock().engine.seed
    }

    /// A new generator at the same point of the same stream.
    pub fn clone_state(&self) -> Self {
        let state = self.lock().clone();
        Self(Arc::new(Mutex::new(state)))
    }

    /// Whether both handles are of one generator.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The next 32 random bits.
    pub fn random(&self) -> u32 {
        self.lock().random()
    }

    /// The next 64 random bits.
    pub fn random64(&self) -> u64 {
        self.lock().random64()
    }

    /// The state in the bytes of `torch.get_rng_state()`: native-endian fields with C alignment, 32-bit words widened
    /// to 64.
    pub fn get_state(&self) -> Vec<u8> {
        let state = self.lock();
        let engine = &state.engine;
        let mut bytes = Vec::with_capacity(STATE_BYTES);
        bytes.extend(engine.seed.to_ne_bytes());
        bytes.extend((engine.left as i32).to_ne_bytes());
        bytes.extend(1i32.to_ne_bytes());
        bytes.extend(u64::from(engine.next).to_ne_bytes());
        for &word in &engine.words {
            bytes.extend(u64::from(word).to_ne_bytes());
        }
        bytes.extend(0f64.to_ne_bytes());
        bytes.extend(state.next_double_normal.unwrap_or(0.0).to_ne_bytes());
        bytes.extend(0f64.to_ne_bytes());
        bytes.extend(i32::from(state.next_double_normal.is_some()).to_ne_bytes());
        bytes.extend([0; 4]);
        bytes.extend(state.next_float_normal.unwrap_or(0.0).to_ne_bytes());
        bytes.push(u8::from(state.next_float_normal.is_some()));
        bytes.extend([0; 3]);
        debug_assert_eq!(bytes.len(), STATE_BYTES);
        bytes
    }

    /// Continues from a state that [`Self::get_state`] or `torch.get_rng_state()` returned.
    ///
    /// # Errors
    /// [`StateError`] when `bytes` is no such state; the generator is then unchanged.
    pub fn set_state(&self, bytes: &[u8]) -> Result<(), StateError> {
        if bytes.len() != STATE_BYTES {
            return Err(StateError::Length { given: bytes.len() });
        }
        let mut fields = Fields(bytes);
        let seed = u64::from_ne_bytes(fields.take());
        let left = i32::from_ne_bytes(fields.take());
        let seeded = i32::from_ne_bytes(fields.take());
        let next = u64::from_ne_bytes(fields.take());
        let mut words = [0u32; STATE_WORDS];
        for word in &mut words {
            *word = u64::from_ne_bytes(fields.take()) as u32;
        }
        let _normal_x = f64::from_ne_bytes(fields.take());
        let normal_y = f64::from_ne_bytes(fields.take());
        let _normal_rho = f64::from_ne_bytes(fields.take());
        let has_double = i32::from_ne_bytes(fields.take()) != 0;
        let _padding: [u8; 4] = fields.take();
        let next_float = f32::from_ne_bytes(fields.take());
        let [has_float] = fields.take();

        let (Ok(left), Ok(next)) = (u32::try_from(left), u32::try_from(next)) else { return Err(StateError::Invalid) };
        let engine = Mt19937 { seed, left, next, words };
        if seeded == 0 || !engine.is_valid() {
            return Err(StateError::Invalid);
        }
        *self.lock() = State {
            engine,
            next_float_normal: (has_float != 0).then_some(next_float),
            next_double_normal: has_double.then_some(normal_y),
        };
        Ok(())
    }

    /// The lock itself, to be held across `fork`.
    pub(crate) fn raw_lock(&self) -> &RawMutex {
        // SAFETY: whoever asks locks and unlocks in pairs.
        unsafe { self.0.raw() }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock()
    }
}

impl Default for Generator {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Generator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generator").field("initial_seed", &self.initial_seed()).finish_non_exhaustive()
    }
}

/// The generator that is used where none is given; seeded differently in each process until [`manual_seed`].
pub fn default_generator() -> &'static Generator {
    static DEFAULT: OnceLock<Generator> = OnceLock::new();
    DEFAULT.get_or_init(|| {
        crate::fork::watch();
        Generator::with_seed(nondeterministic_seed())
    })
}

/// Seeds the [`default_generator`].
pub fn manual_seed(seed: u64) {
    default_generator().manual_seed(seed);
}

impl State {
    fn new(seed: u64) -> Self {
        Self { engine: Mt19937::new(seed), next_float_normal: None, next_double_normal: None }
    }

    #[inline]
    pub(super) fn random(&mut self) -> u32 {
        self.engine.next_u32()
    }

    /// Two draws, the first in the upper half.
    #[inline]
    pub(super) fn random64(&mut self) -> u64 {
        let upper = self.engine.next_u32();
        join(upper, self.engine.next_u32())
    }

    /// Uniform in [0, 1) with 53 bits.
    #[inline]
    pub(super) fn uniform(&mut self) -> f64 {
        unit_f64(self.random64())
    }

    /// Standard normal by Box and Muller's transform in double; every second call returns the cached second value.
    pub(super) fn normal(&mut self) -> f64 {
        if let Some(cached) = self.next_double_normal.take() {
            return cached;
        }
        let theta = std::f64::consts::TAU * self.uniform();
        let radius = (-2.0 * (-self.uniform()).ln_1p()).sqrt();
        let (sin, cos) = theta.sin_cos();
        self.next_double_normal = Some(radius * sin);
        radius * cos
    }
}

/// A 64-bit draw from two words in the order drawn.
#[inline(always)]
pub(super) fn join(upper: u32, lower: u32) -> u64 {
    (u64::from(upper) << 32) | u64::from(lower)
}

/// The lower 24 bits as a number in [0, 1).
#[inline(always)]
pub(super) fn unit_f32(word: u32) -> f32 {
    // A detour over i32, which every vector instruction set converts.
    (word & 0x00ff_ffff) as i32 as f32 * (1.0 / 16_777_216.0)
}

/// The lower 53 bits as a number in [0, 1).
#[inline(always)]
pub(super) fn unit_f64(bits: u64) -> f64 {
    // Both halves and their sum are exact, and 32-bit conversions vectorise where 64-bit ones do not.
    let upper = ((bits >> 32) as i32 & 0x001f_ffff) as f64;
    let lower = (bits as u32 ^ 0x8000_0000) as i32 as f64 + 2_147_483_648.0;
    (upper * 4_294_967_296.0 + lower) * (1.0 / 9_007_199_254_740_992.0)
}

/// 53 bits from the operating system's entropy, by way of the standard library's hasher keys, and the clock.
pub(super) fn nondeterministic_seed() -> u64 {
    let mut hasher = RandomState::new().build_hasher();
    if let Ok(now) = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH) {
        hasher.write_u128(now.as_nanos());
    }
    hasher.write_u32(std::process::id());
    hasher.finish() & 0x001f_ffff_ffff_ffff
}

/// Reads fixed-size fields off the front of a byte slice that is known to be long enough.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let (field, rest) = self.0.split_first_chunk::<N>().expect("the length was checked");
        self.0 = rest;
        *field
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_and_states() {
        let generator = Generator::with_seed(42);
        assert_eq!(generator.initial_seed(), 42);
        let handle = generator.clone();
        let copy = generator.clone_state();
        assert!(generator.is_same(&handle) && !generator.is_same(&copy));
        let first = generator.random64();
        assert_eq!(copy.random64(), first);
        assert_ne!(handle.random64(), first);
        generator.manual_seed(42);
        assert_eq!(handle.random64(), first);
        assert_ne!(generator.seed(), generator.seed());
    }

    #[test]
    fn a_state_restores_words_and_cached_normals() {
        let generator = Generator::with_seed(3);
        for draws in [0, 1, 623, 700] {
            generator.lock().engine.skip(draws);
            generator.lock().normal();
            let saved = generator.get_state();
            assert_eq!(saved.len(), STATE_BYTES);
            let expected: Vec<f64> = (0..5).map(|_| generator.lock().normal()).collect();
            let other = Generator::new();
            other.set_state(&saved).unwrap();
            assert_eq!(other.get_state(), saved);
            let again: Vec<f64> = (0..5).map(|_| other.lock().normal()).collect();
            assert_eq!(again, expected);
        }
    }

    #[test]
    fn bad_states_are_refused() {
        let generator = Generator::with_seed(3);
        let before = generator.get_state();
        assert_eq!(generator.set_state(&[0; 9]), Err(StateError::Length { given: 9 }));
        assert_eq!(generator.set_state(&[0; STATE_BYTES]), Err(StateError::Invalid));
        let mut beyond = before.clone();
        beyond[8..12].copy_from_slice(&600i32.to_ne_bytes());
        beyond[16..24].copy_from_slice(&600u64.to_ne_bytes());
        assert_eq!(generator.set_state(&beyond), Err(StateError::Invalid));
        beyond[8..12].copy_from_slice(&(-1i32).to_ne_bytes());
        assert_eq!(generator.set_state(&beyond), Err(StateError::Invalid));
        assert_eq!(generator.get_state(), before);
    }

    #[test]
    fn units_are_exact() {
        assert_eq!(unit_f32(u32::MAX), 1.0 - f32::EPSILON / 2.0);
        for bits in [0, 1, u64::MAX, 0x8000_0000, 0xffff_ffff, 0x1234_5678_9abc_def0] {
            assert_eq!(unit_f64(bits), (bits & 0x001f_ffff_ffff_ffff) as f64 / 9_007_199_254_740_992.0);
        }
    }
}
