//! Descriptors of the library's graph interface.

use std::ffi::{c_int, c_void};

use super::table::{Functions, Raw, form};
use crate::error::Result;

/// Something that attributes describe, destroyed when it goes.
pub(super) struct Descriptor {
    raw: Raw,
    functions: &'static Functions,
}

// SAFETY: a descriptor is memory of the host that no thread owns; who shares one has a lock.
unsafe impl Send for Descriptor {}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // SAFETY: nobody uses it any more.
        unsafe { (self.functions.destroy)(self.raw) };
    }
}

impl Descriptor {
    pub(super) fn new(functions: &'static Functions, kind: c_int) -> Result<Descriptor> {
        let mut raw = std::ptr::null_mut();
        // SAFETY: a place for the descriptor.
        functions.check(unsafe { (functions.descriptor)(kind, &mut raw) }, "cudnnBackendCreateDescriptor")?;
        Ok(Descriptor { raw, functions })
    }

    pub(super) fn raw(&self) -> Raw {
        self.raw
    }

    fn set<T: Copy>(&self, attribute: c_int, form: c_int, values: &[T]) -> Result<()> {
        let (count, values) = (values.len() as i64, values.as_ptr().cast::<c_void>());
        // SAFETY: there are as many values as said, of the type that the form stands for.
        let status = unsafe { (self.functions.set)(self.raw, attribute, form, count, values) };
        self.functions.check(status, "cudnnBackendSetAttribute")
    }

    pub(super) fn set_ints(&self, attribute: c_int, values: &[i64]) -> Result<()> {
        self.set(attribute, form::INT64, values)
    }

    /// Sets a number of an enumeration, whose type is `form`.
    pub(super) fn set_choice(&self, attribute: c_int, form: c_int, value: c_int) -> Result<()> {
        self.set(attribute, form, &[value])
    }

    pub(super) fn set_factor(&self, attribute: c_int, value: f64, double: bool) -> Result<()> {
        match double {
            true => self.set(attribute, form::DOUBLE, &[value]),
            false => self.set(attribute, form::FLOAT, &[value as f32]),
        }
    }

    pub(super) fn set_handle(&self, attribute: c_int, handle: Raw) -> Result<()> {
        self.set(attribute, form::HANDLE, &[handle])
    }

    pub(super) fn set_pointers(&self, attribute: c_int, pointers: &[u64]) -> Result<()> {
        self.set(attribute, form::POINTER, pointers)
    }

    pub(super) fn set_descriptor(&self, attribute: c_int, value: &Descriptor) -> Result<()> {
        self.set(attribute, form::DESCRIPTOR, &[value.raw])
    }

    #[cfg(test)]
    pub(super) fn set_text(&self, attribute: c_int, text: &std::ffi::CStr) -> Result<()> {
        self.set(attribute, form::TEXT, text.to_bytes_with_nul())
    }

    /// Says that all is set.
    pub(super) fn finish(self) -> Result<Descriptor> {
        // SAFETY: the descriptor lives.
        self.functions.check(unsafe { (self.functions.finalize)(self.raw) }, "cudnnBackendFinalize")?;
        Ok(self)
    }

    /// Asks for up to as many values as there is room for; how many there were.
    ///
    /// # Safety
    /// `form` stands for the type of the values.
    unsafe fn get<T: Copy>(&self, attribute: c_int, form: c_int, values: &mut [T]) -> Result<usize> {
        let mut count = 0;
        let (room, place) = (values.len() as i64, values.as_mut_ptr().cast::<c_void>());
        let place = if values.is_empty() { std::ptr::null_mut() } else { place };
        // SAFETY: there is room for as many values as said, and the caller knows their type.
        let status = unsafe { (self.functions.get)(self.raw, attribute, form, room, &mut count, place) };
        self.functions.check(status, "cudnnBackendGetAttribute")?;
        Ok(count.max(0) as usize)
    }

    pub(super) fn int(&self, attribute: c_int) -> Result<i64> {
        let mut value = [0];
        // SAFETY: whole numbers of 64 bits.
        unsafe { self.get(attribute, form::INT64, &mut value)? };
        Ok(value[0])
    }

    /// Numbers of an enumeration whose type is `form`, of which there are 32 at most.
    pub(super) fn choices(&self, attribute: c_int, form: c_int) -> Result<Vec<c_int>> {
        let mut values = [0; 32];
        // SAFETY: enumerations of C are ints.
        let count = unsafe { self.get(attribute, form, &mut values)? };
        Ok(values[..count.min(values.len())].to_vec())
    }

    /// The descriptors that an attribute holds, of a kind.
    pub(super) fn descriptors(&self, attribute: c_int, kind: c_int, most: usize) -> Result<Vec<Descriptor>> {
        let made: Vec<Descriptor> = (0..most).map(|_| Descriptor::new(self.functions, kind)).collect::<Result<_>>()?;
        let mut raw: Vec<Raw> = made.iter().map(Descriptor::raw).collect();
        // SAFETY: descriptors are filled in where there are ones of the kind.
        let count = unsafe { self.get(attribute, form::DESCRIPTOR, &mut raw)? };
        Ok(made.into_iter().take(count).collect())
    }

    /// How many descriptors an attribute holds.
    pub(super) fn count(&self, attribute: c_int) -> Result<usize> {
        // SAFETY: there is room for none.
        unsafe { self.get::<Raw>(attribute, form::DESCRIPTOR, &mut []) }
    }
}
