//! The tensor that a result is to be written to.
//!
//! A call with `out=` leaves its tensor here. Whichever allocation of the operation fits it first gets its memory in place
//! of a block of its own: mostly the result, which is then where it belongs, so that nothing is copied. Where that was a
//! temporary, or nothing fitted, the result is copied afterwards ([`crate::ops::write_out`]). So operations need not know.

use std::cell::{Cell, RefCell};
use std::ptr::NonNull;

use flambeau_cpu::DType;

use super::layout::{Shape, Strides};
use super::{Parts, Storage, Tensor};
use crate::device::Device;
use crate::op::{Op, Value, interpose};

/// What waits to be claimed.
struct Place {
    target: Tensor,
    /// The operation's name.
    op: &'static str,
    /// An argument has the same elements in the same places: only loops that read an element before they write it may
    /// have the memory, and only where nothing reads the argument afterwards.
    aliased: bool,
}

thread_local! {
    static WAITING: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<Place>> = const { RefCell::new(None) };
}

/// Takes the place away again, also where the operation fails.
struct Away;

impl Drop for Away {
    fn drop(&mut self) {
        WAITING.set(false);
        let place = PLACE.take();
        drop(place);
    }
}

/// First byte that a tensor with elements reaches, and the one past the last.
pub(crate) fn reach(tensor: &Tensor) -> (usize, usize) {
    let start = tensor.data_ptr() as usize;
    let steps = tensor.shape().iter().zip(tensor.strides());
    let last: usize = steps.map(|(&size, &stride)| (size - 1) * stride as usize).sum();
    (start, start + (last + 1) * tensor.dtype().size())
}

/// How an argument lies to the target: `None` where they share some bytes, else whether they are the same elements.
fn same_elements(target: &Tensor, read: &Tensor) -> Option<bool> {
    if read.numel() == 0 {
        return Some(false);
    }
    let ((start, end), (from, to)) = (reach(target), reach(read));
    if end <= from || to <= start {
        return Some(false);
    }
    let same = start == from
        && target.dtype() == read.dtype()
        && target.shape() == read.shape()
        && target.strides() == read.strides();
    same.then_some(true)
}

fn place(op: &'static Op, values: &[Value<'_>], target: &Tensor) -> Option<Place> {
    // Interposers see calls one by one and may keep what they return; a graph keeps what it needs.
    if interpose::active() || target.numel() == 0 || target.check_in_place().is_err() {
        return None;
    }
    let once = target.shape().iter().zip(target.strides()).all(|(&size, &stride)| size == 1 || stride > 0);
    let aligned = (target.data_ptr() as usize).is_multiple_of(target.dtype().size());
    let records = crate::autograd::mode::grad_enabled();
    if !once || !aligned || records && target.requires_grad() {
        return None;
    }
    let mut aliased = false;
    for value in values {
        let (one, list, optional): (&[&Tensor], &[Tensor], &[Option<Tensor>]) = match value {
            Value::Tensor(tensor) => (&[*tensor], &[], &[]),
            Value::Tensors(list) => (&[], list, &[]),
            Value::OptionalTensors(list) => (&[], &[], list),
            _ => continue,
        };
        for read in one.iter().copied().chain(list).chain(optional.iter().flatten()) {
            if records && read.requires_grad() {
                return None;
            }
            aliased |= same_elements(target, read)?;
        }
    }
    Some(Place { target: target.clone(), op: op.name, aliased })
}

/// Runs an operation whose result is to be written to `target`.
///
/// The result may be there already when it returns: [`crate::ops::write_out`] sees to the rest. An operation that fails may
/// have written to it.
pub fn with<R>(op: &'static Op, values: &[Value<'_>], target: &Tensor, run: impl FnOnce() -> R) -> R {
    match place(op, values, target) {
        None => run(),
        Some(place) => {
            let _away = Away;
            PLACE.set(Some(place));
            WAITING.set(true);
            run()
        }
    }
}

/// Runs what may call anything, such as a handler of warnings: it finds no place.
pub(crate) fn apart<R>(run: impl FnOnce() -> R) -> R {
    struct Again(bool);
    impl Drop for Again {
        fn drop(&mut self) {
            WAITING.set(self.0);
        }
    }
    let _again = Again(WAITING.replace(false));
    run()
}

/// A tensor over the target's memory, whose storage begins and ends with the target's elements.
fn claim(fits: impl FnOnce(&Place) -> bool, layout: impl FnOnce(&Tensor) -> (Shape, Strides)) -> Option<Tensor> {
    PLACE.with_borrow_mut(|waiting| {
        let place = waiting.take_if(|place| fits(place))?;
        WAITING.set(false);
        let target = place.target;
        let (shape, strides) = layout(&target);
        let (start, end) = reach(&target);
        let ptr = NonNull::new(target.data_ptr()).unwrap_or(NonNull::dangling());
        let (device, dtype, keep) = (target.device(), target.dtype(), Box::new(target.storage().clone()));
        // SAFETY: the target's storage is valid for all that the target reaches, and is kept by the new one.
        let storage = unsafe { Storage::foreign(ptr, end - start, device, keep) };
        Some(Tensor::from_parts(Parts { storage, shape, strides, offset: 0, dtype, version: None, view: None }))
    })
}

/// The target, if it has this layout.
#[inline(always)]
pub(super) fn take(shape: &[usize], strides: &[isize], dtype: DType, device: Device) -> Option<Tensor> {
    if WAITING.get() { take_waiting(shape, strides, dtype, device) } else { None }
}

#[cold]
fn take_waiting(shape: &[usize], strides: &[isize], dtype: DType, device: Device) -> Option<Tensor> {
    let fits = |place: &Place| {
        let target = &place.target;
        !place.aliased
            && target.dtype() == dtype
            && target.device().is_same_place(device)
            && target.shape() == shape
            && target.strides().iter().zip(strides).zip(shape).all(|((a, b), &size)| a == b || size == 1)
    };
    // The strides that were asked for: they may differ where a size is 1.
    claim(fits, |_| (Shape::from_slice(shape), Strides::from_slice(strides)))
}

/// The target in any layout, for a pointwise loop of the operation `name` whose result has this shape and dtype.
#[inline(always)]
pub(crate) fn take_for_loop(name: &str, shape: &[usize], dtype: DType, device: Device) -> Option<Tensor> {
    if WAITING.get() { take_waiting_for_loop(name, shape, dtype, device) } else { None }
}

#[cold]
fn take_waiting_for_loop(name: &str, shape: &[usize], dtype: DType, device: Device) -> Option<Tensor> {
    let fits = |place: &Place| {
        let target = &place.target;
        place.op == name
            && target.device().is_same_place(device)
            && target.shape() == shape
            && crate::ops::can_cast(dtype, target.dtype())
    };
    claim(fits, |target| (Shape::from_slice(target.shape()), Strides::from_slice(target.strides())))
}

#[cfg(test)]
mod tests {
    use super::with;
    use crate::op::{Returned, Value, find};
    use crate::tensor::Tensor;

    fn call(name: &str, values: &[Value<'_>], target: &Tensor) -> Tensor {
        let row = find(name)[0];
        match with(row, values, target, || (row.entry)(values)).unwrap() {
            Returned::Tensor(tensor) => tensor,
            other => panic!("{name} returned {other:?}"),
        }
    }

    #[test]
    fn results_are_made_in_place() {
        let x = Tensor::from_slice(&[1f32, 4.0, 9.0, 16.0], &[2, 2]).unwrap();
        let out = Tensor::from_slice(&[0f32; 5], &[5]).unwrap();
        let out = crate::ops::as_strided(&out, &[2, 2], &[2, 1], Some(1)).unwrap();
        for (name, values, expected) in [
            ("sqrt", vec![Value::Tensor(&x)], [1f32, 2.0, 3.0, 4.0]),
            ("mm", vec![Value::Tensor(&x), Value::Tensor(&x)], [37.0, 68.0, 153.0, 292.0]),
        ] {
            let result = call(name, &values, &out);
            assert_eq!(result.data_ptr(), out.data_ptr(), "{name}");
            assert_eq!(out.to_vec::<f32>().unwrap(), expected);
        }
        // Over the argument itself: only a loop may.
        assert_eq!(call("sqrt", &[Value::Tensor(&x)], &x).data_ptr(), x.data_ptr());
        assert_eq!(x.to_vec::<f32>().unwrap(), [1.0, 2.0, 3.0, 4.0]);
        assert_ne!(call("mm", &[Value::Tensor(&x), Value::Tensor(&x)], &x).data_ptr(), x.data_ptr());
        // Nothing waits once the call is over.
        assert_ne!(Tensor::empty(&[2, 2], x.dtype(), x.device()).unwrap().data_ptr(), out.data_ptr());
    }

    #[test]
    fn layouts_and_dtypes_of_loops() {
        let x = Tensor::from_slice(&[1f32, 4.0, 9.0, 16.0], &[2, 2]).unwrap();
        let wide = Tensor::from_slice(&[0f64; 4], &[2, 2]).unwrap().t().unwrap();
        let result = call("sqrt", &[Value::Tensor(&x)], &wide);
        assert_eq!(result.data_ptr(), wide.data_ptr());
        assert_eq!(wide.to_vec::<f64>().unwrap(), [1.0, 2.0, 3.0, 4.0]);
        let narrow = Tensor::from_slice(&[0i64; 4], &[2, 2]).unwrap();
        assert_ne!(call("sqrt", &[Value::Tensor(&x)], &narrow).data_ptr(), narrow.data_ptr());
    }
}
