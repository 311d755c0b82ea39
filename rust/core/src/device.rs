//! Devices: where a tensor's elements live.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use crate::{Error, Result, bail, error::Kind};

/// The sort of a device.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum DeviceKind {
    /// Main memory.
    Cpu,
    /// An NVIDIA GPU.
    Cuda,
    /// Shapes without data.
    Meta,
}

impl DeviceKind {
    /// PyTorch's name: `cpu`, `cuda`, `meta`.
    pub const fn name(self) -> &'static str {
        match self {
            DeviceKind::Cpu => "cpu",
            DeviceKind::Cuda => "cuda",
            DeviceKind::Meta => "meta",
        }
    }
}

/// A device: its sort and, where there are several, its number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Device {
    kind: DeviceKind,
    index: Option<u8>,
}

impl Device {
    /// Main memory.
    pub const CPU: Device = Device { kind: DeviceKind::Cpu, index: None };

    /// A device by sort and number.
    pub const fn new(kind: DeviceKind, index: Option<u8>) -> Device {
        Device { kind, index }
    }

    /// The sort of the device.
    #[inline]
    pub const fn kind(self) -> DeviceKind {
        self.kind
    }

    /// The number, if one was given.
    #[inline]
    pub const fn index(self) -> Option<u8> {
        self.index
    }

    /// Checks that tensors can live on the device in this process.
    ///
    /// # Errors
    /// A kind that this build has no kernels for, or a CPU index that is not below `FLAMBEAU_VIRTUAL_DEVICES`.
    pub fn check(self) -> Result<Device> {
        match (self.kind, self.index) {
            (DeviceKind::Cpu, None | Some(0)) => Ok(self),
            (DeviceKind::Cpu, Some(index)) if (index as usize) < virtual_devices() => Ok(self),
            (DeviceKind::Cpu, Some(index)) => bail!(
                Runtime,
                "cpu:{index} is not there: this process has {} CPU device(s); set FLAMBEAU_VIRTUAL_DEVICES={} in the \
                 environment to have more",
                virtual_devices(),
                index as usize + 1
            ),
            (DeviceKind::Cuda, _) => {
                bail!(Runtime, "Torch not compiled with CUDA enabled (this version of flambeau runs on the CPU only)")
            }
            (DeviceKind::Meta, _) => {
                bail!(NotImplemented, "the meta device is not there yet; make the tensor on the cpu")
            }
        }
    }
}

/// Number of CPU devices: `FLAMBEAU_VIRTUAL_DEVICES` in the environment, else 1.
pub fn virtual_devices() -> usize {
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| {
        let set = std::env::var("FLAMBEAU_VIRTUAL_DEVICES").ok().and_then(|text| text.trim().parse().ok());
        set.unwrap_or(1usize).clamp(1, 127)
    })
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.index {
            None => f.write_str(self.kind.name()),
            Some(index) => write!(f, "{}:{index}", self.kind.name()),
        }
    }
}

impl FromStr for Device {
    type Err = Error;

    /// Reads `cpu`, `cuda`, `cuda:1`.
    fn from_str(text: &str) -> Result<Device> {
        let bad = || Error::message(Kind::Runtime, format!("Invalid device string: '{text}'"));
        let (name, index) = match text.split_once(':') {
            None => (text, None),
            Some((name, digits)) => {
                let canonical = !digits.is_empty() && (digits == "0" || !digits.starts_with('0'));
                if !canonical || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(bad());
                }
                (name, Some(digits.parse::<u8>().ok().filter(|n| *n < 128).ok_or_else(bad)?))
            }
        };
        let kind = match name {
            "cpu" => DeviceKind::Cpu,
            "cuda" => DeviceKind::Cuda,
            "meta" => DeviceKind::Meta,
            _ => bail!(Runtime, "Expected one of cpu, cuda, meta device type at start of device string: {name}"),
        };
        Ok(Device { kind, index })
    }
}
