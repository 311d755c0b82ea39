//! Generators of random numbers: each has a seed, its key, and counts how far its streams have come.
//!
//! While a graph is captured the numbers are not known yet: kernels read seed and place from memory of the device, which
//! every replay writes anew, so that replays go on where the generator stands then.

use std::sync::{Arc, LazyLock};

use parking_lot::{Mutex, RwLock};

use crate::capture;
use crate::device::MOST;
use crate::error::{Error, Kind, Result};
use crate::stream::Stream;

/// Where a generator stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct State {
    /// The seed, the generator's key.
    pub seed: u64,
    /// How far its streams have come: a multiple of 4.
    pub offset: u64,
}

/// The seed of a generator that nobody seeded, PyTorch's default.
const DEFAULT_SEED: u64 = 67_280_421_310_721;

/// Draws that are being captured.
struct Captured {
    /// The driver's number of the capture.
    capture: u64,
    /// Where kernels find seed and offset.
    place: u64,
    /// How far the capture has come.
    drawn: u64,
}

struct Standing {
    state: State,
    captured: Option<Captured>,
}

/// A generator of a device. A handle: clones share one state.
#[derive(Clone)]
pub struct Generator(Arc<Inner>);

struct Inner {
    device: usize,
    /// Generators may share where they stand.
    standing: RwLock<Arc<Mutex<Standing>>>,
}

/// What a kernel needs for its numbers: seed and offset, or where they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draw {
    pub seed: u64,
    pub offset: u64,
    /// Address of seed and offset, to which `offset` is added; 0 where they are here.
    pub place: u64,
}

impl Draw {
    /// The fields of `Philox` in a kernel's parameters.
    pub(crate) fn words(self) -> [u64; 3] {
        [self.seed, self.offset, self.place]
    }
}

#[cold]
fn during_capture(what: &str) -> Error {
    Error::new(
        Kind::User,
        format!("Cannot {what} of a CUDA generator while its numbers are captured in a graph: do it before or after"),
    )
}

impl Generator {
    /// A generator of a device with PyTorch's default seed. The device need not be in use.
    pub fn new(device: usize) -> Generator {
        Generator::at(device, State { seed: DEFAULT_SEED, offset: 0 })
    }

    fn at(device: usize, state: State) -> Generator {
        Generator::sharing(device, Arc::new(Mutex::new(Standing { state, captured: None })))
    }

    fn sharing(device: usize, standing: Arc<Mutex<Standing>>) -> Generator {
        Generator(Arc::new(Inner { device, standing: RwLock::new(standing) }))
    }

    fn standing(&self) -> Arc<Mutex<Standing>> {
        self.0.standing.read().clone()
    }

    /// The generator that a device uses where none is given; `None` for numbers that no device can have.
    pub fn default_of(device: usize) -> Option<&'static Generator> {
        static ALL: LazyLock<Vec<Generator>> = LazyLock::new(|| (0..MOST).map(Generator::new).collect());
        ALL.get(device)
    }

    /// The number of its device.
    pub fn device(&self) -> usize {
        self.0.device
    }

    /// Whether both stand at the same place and move on together.
    pub fn is_same(&self, other: &Generator) -> bool {
        Arc::ptr_eq(&self.standing(), &other.standing())
    }

    /// A generator that moves on together with this one, until one of them is made to [follow](Self::follow) another.
    pub fn shared(&self) -> Generator {
        Generator::sharing(self.0.device, self.standing())
    }

    /// Stands where the other one does from now on, and moves on together with it. That is allowed during a capture: its draws
    /// then are those of what the other shares.
    ///
    /// # Errors
    /// The other one is another device's.
    pub fn follow(&self, other: &Generator) -> Result<()> {
        if other.0.device != self.0.device {
            let text = format!(
                "a generator of cuda:{} cannot take the state of one of cuda:{}",
                self.0.device, other.0.device
            );
            return Err(Error::new(Kind::User, text));
        }
        let standing = other.standing();
        *self.0.standing.write() = standing;
        Ok(())
    }

    /// The seed its streams were started from.
    pub fn seed(&self) -> u64 {
        self.standing().lock().state.seed
    }

    /// Where it stands.
    ///
    /// # Errors
    /// Its numbers are being captured.
    pub fn state(&self) -> Result<State> {
        let standing = self.standing();
        let standing = standing.lock();
        if standing.captured.is_some() { Err(during_capture("read the state")) } else { Ok(standing.state) }
    }

    /// Sets where it stands.
    ///
    /// # Errors
    /// Its numbers are being captured.
    pub fn set_state(&self, state: State) -> Result<()> {
        let standing = self.standing();
        let mut standing = standing.lock();
        if standing.captured.is_some() {
            return Err(during_capture("set the state"));
        }
        standing.state = state;
        Ok(())
    }

    /// Restarts its streams from a seed.
    ///
    /// # Errors
    /// Its numbers are being captured, and the seed is another one.
    pub fn manual_seed(&self, seed: u64) -> Result<()> {
        let standing = self.standing();
        let mut standing = standing.lock();
        if standing.captured.is_none() {
            standing.state = State { seed, offset: 0 };
        } else if standing.state.seed != seed {
            return Err(during_capture("change the seed"));
        }
        Ok(())
    }

    /// A new generator at the same point of the same streams.
    ///
    /// # Errors
    /// Its numbers are being captured.
    pub fn clone_state(&self) -> Result<Generator> {
        Ok(Generator::at(self.0.device, self.state()?))
    }

    /// What a kernel in the stream draws from; the generator moves on. The device's context is current.
    ///
    /// # Errors
    /// The stream is being captured and the generator is not part of that, or the other way round.
    pub(crate) fn advance(&self, by: u64, stream: Stream) -> Result<Draw> {
        let capture = capture::of(stream)?;
        let standing = self.standing();
        let mut standing = standing.lock();
        let Standing { state, captured } = &mut *standing;
        match (capture, captured) {
            (None, None) => {
                let State { seed, offset } = *state;
                state.offset = offset.wrapping_add(by);
                Ok(Draw { seed, offset, place: 0 })
            }
            (Some(id), Some(captured)) if captured.capture == id => {
                let offset = captured.drawn;
                captured.drawn += by;
                Ok(Draw { seed: 0, offset, place: captured.place })
            }
            (Some(_), _) => Err(Error::new(
                Kind::User,
                "Attempt to increase offset for a CUDA generator not in capture mode: the graph that is being captured \
                 does not know this generator. Call graph.register_generator_state(generator) before the capture",
            )),
            (None, Some(_)) => Err(Error::new(
                Kind::User,
                "Offset increment outside graph capture encountered unexpectedly: the generator's numbers are being \
                 captured in another stream. Give this stream a generator of its own",
            )),
        }
    }

    /// Takes part in a capture, whose kernels find seed and offset at `place`.
    pub(crate) fn begin_capture(&self, capture: u64, place: u64) -> Result<()> {
        let standing = self.standing();
        let mut standing = standing.lock();
        if standing.captured.is_some() {
            return Err(Error::new(Kind::User, "a CUDA generator can take part in one capture at a time"));
        }
        standing.captured = Some(Captured { capture, place, drawn: 0 });
        Ok(())
    }

    /// Takes part no longer; how far the capture came.
    pub(crate) fn end_capture(&self, capture: u64) -> u64 {
        let standing = self.standing();
        let mut standing = standing.lock();
        standing.captured.take_if(|captured| captured.capture == capture).map_or(0, |captured| captured.drawn)
    }

    /// Where a replay begins that comes as far as `by`.
    pub(crate) fn replay(&self, by: u64) -> Result<State> {
        let standing = self.standing();
        let mut standing = standing.lock();
        if standing.captured.is_some() {
            return Err(during_capture("replay draws"));
        }
        let before = standing.state;
        standing.state.offset = before.offset.wrapping_add(by);
        Ok(before)
    }
}

/// Restarts all devices' generators from one seed.
///
/// # Errors
/// The numbers of one are being captured.
pub fn seed_all(seed: u64) -> Result<()> {
    (0..MOST).filter_map(Generator::default_of).try_for_each(|generator| generator.manual_seed(seed))
}

#[cfg(test)]
mod tests {
    use super::{Generator, State};
    use crate::stream::Stream;

    #[test]
    fn states_move_on_and_are_set() {
        let generator = Generator::new(3);
        assert_eq!(generator.device(), 3);
        generator.manual_seed(7).unwrap();
        let stream = Stream::default_of(3);
        assert_eq!(generator.advance(8, stream).unwrap().words(), [7, 0, 0]);
        let copy = generator.clone_state().unwrap();
        assert_eq!(generator.advance(4, stream).unwrap().words(), [7, 8, 0]);
        assert_eq!(copy.state().unwrap(), State { seed: 7, offset: 8 });
        assert!(!copy.is_same(&generator) && generator.clone().is_same(&generator));
        let shared = generator.shared();
        assert_eq!(shared.advance(4, stream).unwrap().words(), [7, 12, 0]);
        generator.follow(&copy).unwrap();
        assert!(generator.is_same(&copy) && !generator.is_same(&shared));
        assert_eq!(generator.state().unwrap().offset, 8);
        assert!(generator.follow(&Generator::new(2)).is_err());
    }

    #[test]
    fn captured_draws_count_apart() {
        let generator = Generator::new(0);
        generator.manual_seed(7).unwrap();
        generator.begin_capture(1, 4096).unwrap();
        assert!(generator.begin_capture(2, 0).is_err());
        assert!(generator.state().is_err() && generator.manual_seed(8).is_err());
        generator.manual_seed(7).unwrap();
        assert!(generator.advance(4, Stream::default_of(0)).is_err());
        assert_eq!(generator.end_capture(1), 0);
        assert_eq!(generator.replay(12).unwrap(), State { seed: 7, offset: 0 });
        assert_eq!(generator.state().unwrap(), State { seed: 7, offset: 12 });
    }
}
