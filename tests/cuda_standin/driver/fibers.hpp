// Runs a kernel: its blocks one after the other, the threads of a block on fibers.
#pragma once

#include <string>

#include "../emulation/table.hpp"

struct Launch {
    std::string name;
    const standin::Kernel* kernel = nullptr;
    standin::Table* table = nullptr;
    uint3 grid{}, block{};
    unsigned dynamic_bytes = 0;
};

// Puts the runtime's functions into the table of a module.
void fill_table(standin::Table& table);

// 0, or the driver's error that the kernel ends with. One kernel runs at a time in the process.
int run_kernel(const Launch& launch, const void* parameters);
