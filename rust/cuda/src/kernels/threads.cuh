// Indices of threads.

// This thread's number in the grid. Grids and blocks have one dimension.
DEVICE i64 global_thread() {
    return (i64)blockIdx.x * blockDim.x + threadIdx.x;
}

// Number of threads in the grid.
DEVICE i64 grid_threads() {
    return (i64)gridDim.x * blockDim.x;
}
