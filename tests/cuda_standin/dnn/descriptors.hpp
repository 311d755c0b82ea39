// Descriptors of cuDNN's graph interface: which attributes each kind has, of which type and how many values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

enum Status {
    SUCCESS = 0,
    NOT_INITIALIZED = 1001,
    BAD_PARAM = 2000,
    NULL_POINTER = 2002,
    MISALIGNED = 2003,
    NOT_FINALIZED = 2004,
    SIZE_INSUFFICIENT = 2006,
    STREAM_MISMATCH = 2007,
    SHAPE_MISMATCH = 2008,
    ATTRIBUTE_TYPE = 2010,
    DESCRIPTOR_TYPE = 2012,
    NOT_SUPPORTED = 3000,
    EXECUTION_FAILED = 5000,
};

enum Kind {
    CONVOLUTION = 1, ENGINE, ENGINE_CONFIG, HEURISTICS, PLAN,
    FORWARD = 10, BACKWARD_FILTER, BACKWARD_DATA, GRAPH = 15, VARIANT_PACK, TENSOR,
};

enum Form {
    HANDLE, DATA_TYPE, BOOLEAN, INT64, FLOAT, DOUBLE, POINTER, CONVOLUTION_MODE, HEURISTIC_MODE, NOTE = 11, DESCRIPTOR = 15,
};

struct Handle {
    void* context = nullptr;
    void* stream = nullptr;
    int device = 0;
};

struct Descriptor;

// What an attribute has been set to.
struct Value {
    int form = 0;
    std::vector<int64_t> numbers;                         // integers, enumerations, addresses
    std::vector<double> factors;                          // of FLOAT and DOUBLE
    std::vector<std::shared_ptr<const Descriptor>> parts;  // copies of descriptors as they were
};

struct Descriptor {
    int kind = 0;
    bool finalized = false;
    std::map<int, Value> values;
    int engine = -1;  // of engines, configs and plans

    const std::vector<int64_t>& ints(int attribute) const { return values.at(attribute).numbers; }
    int64_t number(int attribute) const { return values.at(attribute).numbers[0]; }
    const Descriptor& part(int attribute) const { return *values.at(attribute).parts[0]; }
    bool has(int attribute) const { return values.count(attribute) > 0; }
};

// Remembers what went wrong.
int refuse(int status, const std::string& why);

// The operation of a graph with its tensors by role.
struct Operation {
    const Descriptor *convolution, *weight, *input, *output;
    int kind;
    double alpha, beta;
};
Operation operation_of(const Descriptor& operation);

// Whether sizes, types and windows of an operation go together.
int check_operation(const Descriptor& operation);

constexpr int ENGINES = 7;
// What is to be said of an engine.
std::vector<int> notes_of(int engine);
// The engines that a heuristic mode names for an operation.
std::vector<int> engines_for(int mode, const Operation& operation);
size_t workspace_of(int engine);
// Whether an engine only turns out not to take an operation when a plan is made.
bool plan_fails(int engine);

// Computes the operation: input, weight and output lie at the addresses.
void compute(const Descriptor& operation, char* input, char* weight, char* output);

size_t size_of(int64_t type);
