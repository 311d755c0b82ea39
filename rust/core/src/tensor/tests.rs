//! Tensors whose elements are not where the CPU reads them.

use std::ptr::NonNull;

use super::{Shape, Storage, Strides, Tensor};
use crate::device::{Device, DeviceKind};
use crate::error::{Cause, Kind};
use crate::{DType, Error};

/// A vector of `f32` that passes for one of a GPU's; its memory holds `values`.
fn elsewhere(values: &[f32]) -> Tensor {
    let mut memory = values.to_vec();
    let start = NonNull::from(memory.as_mut_slice()).cast();
    let device = Device::new(DeviceKind::Cuda, Some(0));
    let (shape, strides) = (Shape::from_slice(&[values.len()]), Strides::from_slice(&[1]));
    // SAFETY: the storage keeps the vector, whose elements do not move with it.
    unsafe {
        let storage = Storage::foreign(start, size_of_val(values), device, Box::new(memory));
        Tensor::from_storage(storage, shape, strides, 0, DType::F32)
    }
}

fn is_refused(error: &Error) -> bool {
    error.kind() == Kind::NotImplemented && matches!(error.cause(), Cause::NoKernel { .. })
}

#[test]
fn addresses_of_the_host_only() {
    let here = Tensor::from_slice(&[1f32, 2.0], &[2]).unwrap();
    assert!(here.on_host());
    assert_eq!(here.host_ptr().unwrap(), here.data_ptr());
    assert!(here.to_host().unwrap().same(&here));
    let there = elsewhere(&[1.0, 2.0]);
    assert!(!there.on_host());
    let error = there.host_ptr().unwrap_err();
    assert!(is_refused(&error));
    assert_eq!(
        error.to_string(),
        "this operation has no kernel for cuda tensors in this version: move the tensor to the CPU with .cpu() first"
    );
    assert!(is_refused(&Tensor::host_ptr_or_null(Some(&there)).unwrap_err()));
    assert!(Tensor::host_ptr_or_null(None).unwrap().is_null());
}

#[test]
fn refusals_name_the_operation() {
    let error = elsewhere(&[1.0]).host_ptr().unwrap_err().of_op("unique_dim");
    assert!(is_refused(&error));
    assert!(error.to_string().starts_with("unique_dim has no kernel for cuda tensors"), "{error}");
    // A name that is known stays, and other errors have none to fill in.
    assert!(error.of_op("other").to_string().starts_with("unique_dim "));
    assert_eq!(Error::message(Kind::Runtime, "text").of_op("other").to_string(), "text");
}
