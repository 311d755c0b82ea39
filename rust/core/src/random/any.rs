//! Generators of whichever device, as operations take them.

use flambeau_cuda::generator as gpu;
use flambeau_cuda::stream::Stream;

use super::generator::{Generator, default_generator};
use crate::device::Device;
use crate::{Error, Result, bail, error::Kind};

/// A generator of the CPU or of a GPU. A handle: clones share one state.
#[derive(Clone)]
pub enum AnyGenerator {
    /// One whose streams are PyTorch's on the CPU.
    Cpu(Generator),
    /// One of a GPU: a seed, and how far its streams have come.
    Gpu(gpu::Generator),
}

impl std::fmt::Debug for AnyGenerator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AnyGenerator(device={})", self.device())
    }
}

impl From<Generator> for AnyGenerator {
    fn from(generator: Generator) -> AnyGenerator {
        AnyGenerator::Cpu(generator)
    }
}

#[cold]
fn misplaced(wanted: &str, found: &str) -> Error {
    let text = format!("Expected a '{wanted}' device type for generator but found '{found}'");
    Error::message(Kind::Runtime, text)
}

impl AnyGenerator {
    /// A generator of a device with PyTorch's default seed.
    ///
    /// # Errors
    /// The device is not there.
    pub fn new(device: Device) -> Result<AnyGenerator> {
        Ok(match device.check()?.gpu() {
            None => AnyGenerator::Cpu(Generator::new()),
            Some(index) => AnyGenerator::Gpu(gpu::Generator::new(index)),
        })
    }

    /// The device its numbers are made on.
    pub fn device(&self) -> Device {
        match self {
            AnyGenerator::Cpu(_) => Device::CPU,
            AnyGenerator::Gpu(generator) => Device::cuda(generator.device()),
        }
    }

    /// Restarts its streams from a seed.
    ///
    /// # Errors
    /// Its numbers are being captured in a graph.
    pub fn manual_seed(&self, seed: u64) -> Result<()> {
        match self {
            AnyGenerator::Cpu(generator) => generator.manual_seed(seed),
            AnyGenerator::Gpu(generator) => generator.manual_seed(seed)?,
        }
        Ok(())
    }

    /// Restarts its streams from a seed that differs at each call, and returns it.
    ///
    /// # Errors
    /// Its numbers are being captured in a graph.
    pub fn seed(&self) -> Result<u64> {
        let seed = super::generator::nondeterministic_seed();
        self.manual_seed(seed)?;
        Ok(seed)
    }

    /// The seed that its streams were last started from.
    pub fn initial_seed(&self) -> u64 {
        match self {
            AnyGenerator::Cpu(generator) => generator.initial_seed(),
            AnyGenerator::Gpu(generator) => generator.seed(),
        }
    }

    /// A new generator at the same point of the same streams.
    ///
    /// # Errors
    /// Its numbers are being captured in a graph.
    pub fn clone_state(&self) -> Result<AnyGenerator> {
        Ok(match self {
            AnyGenerator::Cpu(generator) => AnyGenerator::Cpu(generator.clone_state()),
            AnyGenerator::Gpu(generator) => AnyGenerator::Gpu(generator.clone_state()?),
        })
    }

    /// A generator that moves on together with this one of a GPU, until one of them is made to [follow](Self::follow) another.
    ///
    /// # Errors
    /// It is one of the CPU.
    pub fn shared(&self) -> Result<AnyGenerator> {
        match self {
            AnyGenerator::Cpu(_) => bail!(NotImplemented, "graphsafe_get_state is not supported in this Generator"),
            AnyGenerator::Gpu(generator) => Ok(AnyGenerator::Gpu(generator.shared())),
        }
    }

    /// Stands where the other one does from now on, and moves on together with it.
    ///
    /// # Errors
    /// One of them is of the CPU, or they are of two GPUs.
    pub fn follow(&self, other: &AnyGenerator) -> Result<()> {
        match (self, other) {
            (AnyGenerator::Cpu(_), _) => {
                bail!(NotImplemented, "graphsafe_set_state is not supported in this Generator")
            }
            (AnyGenerator::Gpu(_), AnyGenerator::Cpu(_)) => Err(misplaced("cuda", "cpu")),
            (AnyGenerator::Gpu(generator), AnyGenerator::Gpu(other)) => Ok(generator.follow(other)?),
        }
    }

    /// The state in the bytes of `torch.Generator.get_state()`: of a GPU's, seed and offset.
    ///
    /// # Errors
    /// Its numbers are being captured in a graph.
    pub fn get_state(&self) -> Result<Vec<u8>> {
        match self {
            AnyGenerator::Cpu(generator) => Ok(generator.get_state()),
            AnyGenerator::Gpu(generator) => {
                let gpu::State { seed, offset } = generator.state()?;
                Ok([seed.to_ne_bytes(), offset.to_ne_bytes()].concat())
            }
        }
    }

    /// Continues from a state that [`Self::get_state`] returned.
    ///
    /// # Errors
    /// The bytes are no such state; the generator's numbers are being captured in a graph.
    pub fn set_state(&self, bytes: &[u8]) -> Result<()> {
        match self {
            AnyGenerator::Cpu(generator) => {
                generator.set_state(bytes).map_err(|error| Error::message(Kind::Runtime, error.to_string()))
            }
            AnyGenerator::Gpu(generator) => {
                let words: Vec<u64> = bytes.as_chunks::<8>().0.iter().map(|word| u64::from_ne_bytes(*word)).collect();
                let (seed, offset) = match (bytes.len(), words.as_slice()) {
                    // A state without a place is that of a new generator.
                    (8, [seed]) => (*seed, 0),
                    (16, [seed, offset]) => (*seed, *offset),
                    (found, _) => {
                        bail!(Runtime, "RNG state is wrong size: a GPU's generator has 16 bytes, the given one {found}")
                    }
                };
                set_place(generator, seed, offset)
            }
        }
    }

    /// How far the streams of a GPU's generator have come.
    ///
    /// # Errors
    /// It is one of the CPU, or its numbers are being captured in a graph.
    pub fn offset(&self) -> Result<u64> {
        match self {
            AnyGenerator::Cpu(_) => bail!(Runtime, "CPU Generator does not use offset"),
            AnyGenerator::Gpu(generator) => Ok(generator.state()?.offset),
        }
    }

    /// Sets how far the streams of a GPU's generator have come: a multiple of 4.
    ///
    /// # Errors
    /// As of [`Self::offset`]; another number.
    pub fn set_offset(&self, offset: u64) -> Result<()> {
        match self {
            AnyGenerator::Cpu(_) => bail!(Runtime, "CPU Generator does not use offset"),
            AnyGenerator::Gpu(generator) => set_place(generator, generator.seed(), offset),
        }
    }
}

fn set_place(generator: &gpu::Generator, seed: u64, offset: u64) -> Result<()> {
    crate::ensure!(offset.is_multiple_of(4), Runtime, "offset must be a multiple of 4, got {offset}");
    Ok(generator.set_state(gpu::State { seed, offset })?)
}

/// The generator for numbers on the CPU: the given one, or the default one.
///
/// # Errors
/// The given one is a GPU's.
pub(crate) fn on_cpu(generator: Option<&AnyGenerator>) -> Result<&Generator> {
    match generator {
        None => Ok(default_generator()),
        Some(AnyGenerator::Cpu(generator)) => Ok(generator),
        Some(AnyGenerator::Gpu(_)) => Err(misplaced("cpu", "cuda")),
    }
}

/// The generator for numbers on a GPU: the given one, or the device's.
///
/// # Errors
/// The given one is the CPU's.
pub(crate) fn on_gpu(generator: Option<&AnyGenerator>, stream: Stream) -> Result<&gpu::Generator> {
    match generator {
        None => gpu::Generator::default_of(stream.device)
            .ok_or_else(|| Error::message(Kind::Runtime, format!("cuda:{} has no generator", stream.device))),
        Some(AnyGenerator::Gpu(generator)) => Ok(generator),
        Some(AnyGenerator::Cpu(_)) => Err(misplaced("cuda", "cpu")),
    }
}
