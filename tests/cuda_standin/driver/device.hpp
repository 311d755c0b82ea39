#pragma once

// 90 for compute capability 9.0.
int compute_capability();
