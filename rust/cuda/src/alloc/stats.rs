//! Counts of what an allocator does.

/// A quantity that rises and falls.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counter {
    /// Now.
    pub current: u64,
    /// The largest since the last reset.
    pub peak: u64,
    /// All that was added.
    pub allocated: u64,
    /// All that was taken away.
    pub freed: u64,
}

impl Counter {
    pub(super) fn add(&mut self, amount: u64) {
        self.current += amount;
        self.allocated += amount;
        self.peak = self.peak.max(self.current);
    }

    pub(super) fn sub(&mut self, amount: u64) {
        self.current -= amount;
        self.freed += amount;
    }

    pub(super) fn reset_peak(&mut self) {
        self.peak = self.current;
    }

    pub(super) fn reset_total(&mut self) {
        (self.allocated, self.freed) = (0, 0);
    }
}

/// What an allocator has done.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Stats {
    /// Blocks in use.
    pub allocations: Counter,
    /// Segments taken from the driver.
    pub segments: Counter,
    /// Bytes of blocks in use.
    pub allocated_bytes: Counter,
    /// Bytes that were asked for in blocks in use.
    pub requested_bytes: Counter,
    /// Bytes taken from the driver.
    pub reserved_bytes: Counter,
    /// Bytes in parts of segments that are free while other parts are not.
    pub inactive_split_bytes: Counter,
    /// Times that memory was short and cached memory had to go.
    pub retries: u64,
    /// Times that there was not enough even then.
    pub out_of_memory: u64,
    /// Calls of the driver that took a segment.
    pub device_allocations: u64,
    /// Calls of the driver that gave one back.
    pub device_frees: u64,
}

impl Stats {
    pub(super) fn each(&mut self, change: impl Fn(&mut Counter)) {
        for counter in [
            &mut self.allocations,
            &mut self.segments,
            &mut self.allocated_bytes,
            &mut self.requested_bytes,
            &mut self.reserved_bytes,
            &mut self.inactive_split_bytes,
        ] {
            change(counter);
        }
    }
}
