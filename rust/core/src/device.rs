//! Devices: where a tensor's elements live.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use flambeau_cuda::device as cuda;

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
///
/// As in PyTorch, `cpu` and `cpu:0` are not equal; they are the same place, see [`Device::is_same_place`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Device {
    kind: DeviceKind,
    index: Option<u8>,
}

impl Device {
    /// Main memory.
    pub const CPU: Device = Device { kind: DeviceKind::Cpu, index: None };

    /// A GPU by its number.
    pub const fn cuda(index: usize) -> Device {
        Device { kind: DeviceKind::Cuda, index: Some(index as u8) }
    }

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

    /// The number of a GPU, as the CUDA backend counts; `None` for other sorts.
    #[inline]
    pub(crate) fn gpu(self) -> Option<usize> {
        match (self.kind, self.index) {
            (DeviceKind::Cuda, index) => Some(index.unwrap_or(0) as usize),
            _ => None,
        }
    }

    /// Whether elements on the other device are where they are on this one: `cpu` is also `cpu:0`.
    #[inline]
    pub fn is_same_place(self, other: Device) -> bool {
        let place = |device: Device| match (device.kind, device.index) {
            (DeviceKind::Cpu, None) => (DeviceKind::Cpu, Some(0)),
            other => other,
        };
        place(self) == place(other)
    }

    /// The device as tensors have it in this process. Without `FLAMBEAU_VIRTUAL_DEVICES` there is one CPU device, and as in
    /// PyTorch its number means nothing and is dropped.
    ///
    /// # Errors
    /// A device that is not there: a GPU that this machine lacks, or a CPU index that is not below
    /// `FLAMBEAU_VIRTUAL_DEVICES`.
    pub fn check(self) -> Result<Device> {
        match (self.kind, self.index) {
            (DeviceKind::Cpu, _) if virtual_devices() == 0 => Ok(Device::CPU),
            (DeviceKind::Cpu, None | Some(0)) => Ok(self),
            (DeviceKind::Cpu, Some(index)) if (index as usize) < virtual_devices() => Ok(self),
            (DeviceKind::Cpu, Some(index)) => bail!(
                Runtime,
                "cpu:{index} is not there: this process has {} CPU device(s); set FLAMBEAU_VIRTUAL_DEVICES={} in the \
                 environment to have more",
                virtual_devices(),
                index as usize + 1
            ),
            (DeviceKind::Cuda, index) => {
                let index = index.map_or_else(cuda::current, usize::from);
                cuda::get(index)?;
                Ok(Device::cuda(index))
            }
            (DeviceKind::Meta, _) => {
                bail!(NotImplemented, "the meta device is not there yet; make the tensor on the cpu")
            }
        }
    }
}

/// Number of CPU devices that `FLAMBEAU_VIRTUAL_DEVICES` in the environment asks for, 0 if it is not set.
pub fn virtual_devices() -> usize {
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| {
        let set: Option<usize> =
            std::env::var("FLAMBEAU_VIRTUAL_DEVICES").ok().and_then(|text| text.trim().parse().ok());
        set.map_or(0, |count| count.clamp(1, 127))
    })
}

thread_local! {
    static CHOSEN: std::cell::Cell<Option<Device>> = const { std::cell::Cell::new(None) };
}

/// The device that this thread makes new tensors on.
pub fn default_device() -> Device {
    CHOSEN.get().unwrap_or(Device::CPU)
}

/// The device that this thread chose for new tensors; `None` if it chose none. What is made from elements that are
/// somewhere already goes to a chosen device, and stays where it is otherwise.
pub fn chosen_device() -> Option<Device> {
    CHOSEN.get()
}

/// Chooses the device that this thread makes new tensors on, and returns the choice before.
///
/// # Errors
/// Those of [`Device::check`].
pub fn choose_device(device: Option<Device>) -> Result<Option<Device>> {
    Ok(CHOSEN.replace(device.map(Device::check).transpose()?))
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
