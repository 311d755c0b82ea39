// A stand-in for cuDNN's graph interface, for graphs of one convolution: descriptors, heuristics, plans. It checks what the
// library checks: types and numbers of attributes, what is finalized, sizes, strides, alignment, workspaces, streams.

#include <cstdio>
#include <cstring>
#include <mutex>
#include <set>

#include "../client.hpp"
#include "../log.hpp"
#include "descriptors.hpp"

namespace {

std::string last;

// What an attribute must be: its type, how many values (0 for 1 to 8), and whether it must be set.
struct Rule {
    int form, count;
    bool needed;
};

const std::map<int, std::map<int, Rule>> RULES = {
    {CONVOLUTION,
     {{100, {DATA_TYPE, 1, true}}, {101, {CONVOLUTION_MODE, 1, true}}, {102, {INT64, 0, true}}, {103, {INT64, 0, true}},
      {104, {INT64, 0, true}}, {105, {INT64, 0, true}}, {106, {INT64, 1, true}}}},
    {HEURISTICS, {{200, {HEURISTIC_MODE, 1, true}}, {201, {DESCRIPTOR, 1, true}}}},
    {PLAN, {{400, {HANDLE, 1, true}}, {401, {DESCRIPTOR, 1, true}}}},
    {FORWARD,
     {{700, {FLOAT, 1, true}}, {701, {FLOAT, 1, true}}, {702, {DESCRIPTOR, 1, true}}, {703, {DESCRIPTOR, 1, true}},
      {704, {DESCRIPTOR, 1, true}}, {705, {DESCRIPTOR, 1, true}}}},
    {BACKWARD_DATA,
     {{706, {FLOAT, 1, true}}, {707, {FLOAT, 1, true}}, {708, {DESCRIPTOR, 1, true}}, {709, {DESCRIPTOR, 1, true}},
      {710, {DESCRIPTOR, 1, true}}, {711, {DESCRIPTOR, 1, true}}}},
    {BACKWARD_FILTER,
     {{712, {FLOAT, 1, true}}, {713, {FLOAT, 1, true}}, {714, {DESCRIPTOR, 1, true}}, {715, {DESCRIPTOR, 1, true}},
      {716, {DESCRIPTOR, 1, true}}, {717, {DESCRIPTOR, 1, true}}}},
    {GRAPH, {{800, {HANDLE, 1, true}}, {801, {DESCRIPTOR, 1, true}}}},
    {VARIANT_PACK, {{1000, {INT64, 3, true}}, {1001, {POINTER, 3, true}}, {1003, {POINTER, 1, false}}}},
    {TENSOR,
     {{900, {INT64, 1, true}}, {901, {DATA_TYPE, 1, true}}, {902, {INT64, 0, true}}, {903, {INT64, 0, true}},
      {906, {INT64, 1, true}}}},
    {ENGINE, {}},
    {ENGINE_CONFIG, {}},
};

size_t width(int form) {
    switch (form) {
        case DATA_TYPE: case CONVOLUTION_MODE: case HEURISTIC_MODE: case NOTE: case FLOAT: return 4;
        default: return 8;
    }
}

// Held while a call looks at descriptors.
std::mutex owner;
std::set<Descriptor*> alive;

bool lives(Descriptor* descriptor) { return alive.count(descriptor) > 0; }

int check_tensor(const Descriptor& tensor) {
    const auto &sizes = tensor.ints(902), &strides = tensor.ints(903);
    if (sizes.size() < 4 || sizes.size() > 5 || strides.size() != sizes.size()) {
        return refuse(NOT_SUPPORTED, "tensors of convolutions have 4 or 5 dimensions");
    }
    if (!size_of(tensor.number(901))) return refuse(NOT_SUPPORTED, "no such data type");
    const int64_t alignment = tensor.number(900);
    if (alignment < (int64_t)size_of(tensor.number(901)) || alignment & (alignment - 1)) {
        return refuse(BAD_PARAM, "alignment must be a power of two, of an element at least");
    }
    // Dense, in one of the two orders.
    for (bool channels_last : {false, true}) {
        int64_t step = 1;
        bool fits = true;
        std::vector<size_t> order;
        if (channels_last) order.push_back(1);
        for (size_t k = sizes.size(); k-- > 0;) {
            if (!channels_last || k != 1) order.push_back(k);
        }
        for (size_t dim : order) {
            if (sizes[dim] < 1) return refuse(BAD_PARAM, "sizes must be positive");
            fits = fits && strides[dim] == step;
            step *= sizes[dim];
        }
        if (fits) return SUCCESS;
    }
    return refuse(NOT_SUPPORTED, "strides are those of neither NCHW nor NHWC");
}

int check_convolution(const Descriptor& convolution) {
    const size_t axes = (size_t)convolution.number(106);
    if (axes < 2 || axes > 3) return refuse(NOT_SUPPORTED, "2 or 3 spatial axes");
    for (int attribute : {102, 103, 104, 105}) {
        if (convolution.ints(attribute).size() != axes) return refuse(BAD_PARAM, "one number an axis");
        for (int64_t number : convolution.ints(attribute)) {
            if (number < (attribute <= 103 ? 1 : 0)) return refuse(BAD_PARAM, "a padding, stride or dilation is too small");
        }
    }
    if (convolution.number(101) != 1) return refuse(NOT_SUPPORTED, "cross-correlations only");
    return SUCCESS;
}

int finalize(Descriptor& d) {
    for (auto& [attribute, rule] : RULES.at(d.kind)) {
        if (rule.needed && !d.has(attribute)) return refuse(BAD_PARAM, "attribute " + std::to_string(attribute) + " is missing");
    }
    switch (d.kind) {
        case TENSOR: return check_tensor(d);
        case CONVOLUTION: return check_convolution(d);
        case FORWARD: case BACKWARD_DATA: case BACKWARD_FILTER: return check_operation(d);
        case PLAN:
            d.engine = d.part(401).engine;
            if (plan_fails(d.engine)) return refuse(NOT_SUPPORTED, "the engine does not take this");
            return SUCCESS;
        case VARIANT_PACK: {
            const std::set<int64_t> numbers(d.ints(1000).begin(), d.ints(1000).end());
            return numbers.size() == 3 ? SUCCESS : refuse(2009, "a number is there twice");
        }
        case HEURISTICS: {
            if (d.number(200) != 3 && d.number(200) != 2) return refuse(NOT_SUPPORTED, "heuristics of another mode");
            const bool some = !engines_for((int)d.number(200), operation_of(d.part(201).part(801))).empty();
            return some ? SUCCESS : refuse(NOT_SUPPORTED, "no engine takes the operation");
        }
        default: return SUCCESS;
    }
}

// Fills in descriptors that the caller has made.
int give(std::vector<Descriptor> found, int kind, int64_t room, int64_t* count, void* place) {
    if (room == 0) return *count = (int64_t)found.size(), SUCCESS;
    auto** made = (Descriptor**)place;
    int64_t filled = 0;
    for (; filled < room && filled < (int64_t)found.size(); ++filled) {
        Descriptor* descriptor = made[filled];
        if (!lives(descriptor) || descriptor->kind != kind) return refuse(DESCRIPTOR_TYPE, "not a descriptor of that kind");
        *descriptor = found[filled];
    }
    return *count = filled, SUCCESS;
}

Descriptor finished(int kind, int engine) {
    Descriptor made;
    made.kind = kind;
    made.engine = engine;
    made.finalized = true;
    return made;
}

}  // namespace

int refuse(int status, const std::string& why) {
    last = why;
    return status;
}

Operation operation_of(const Descriptor& d) {
    const int first = d.kind == FORWARD ? 700 : d.kind == BACKWARD_DATA ? 706 : 712;
    return {&d.part(first + 2),
            &d.part(first + 3),
            &d.part(first + 4),
            &d.part(first + 5),
            d.kind,
            d.values.at(first).factors[0],
            d.values.at(first + 1).factors[0]};
}

int check_operation(const Descriptor& d) {
    const int first = d.kind == FORWARD ? 700 : d.kind == BACKWARD_DATA ? 706 : 712;
    for (int attribute = first + 2; attribute < first + 6; ++attribute) {
        const int kind = attribute == first + 2 ? CONVOLUTION : TENSOR;
        if (d.part(attribute).kind != kind) return refuse(DESCRIPTOR_TYPE, "a descriptor of the wrong kind");
    }
    const Operation op = operation_of(d);
    const auto &x = op.input->ints(902), &w = op.weight->ints(902), &y = op.output->ints(902);
    const int64_t type = op.input->number(901);
    if (op.weight->number(901) != type || op.output->number(901) != type) return refuse(NOT_SUPPORTED, "several types");
    if (op.convolution->number(100) != (type == 1)) return refuse(NOT_SUPPORTED, "sums in float, or double for double");
    if (d.values.at(first).form != (type == 1 ? DOUBLE : FLOAT)) return refuse(ATTRIBUTE_TYPE, "factors of the sums' type");
    const std::set<int64_t> numbers{op.input->number(906), op.weight->number(906), op.output->number(906)};
    if (numbers.size() != 3) return refuse(2009, "a number is there twice");
    const size_t axes = (size_t)op.convolution->number(106);
    if (x.size() != axes + 2 || w.size() != axes + 2 || y.size() != axes + 2) return refuse(SHAPE_MISMATCH, "dimensions");
    if (x[0] != y[0] || w[0] != y[1] || x[1] % w[1] || y[1] % (x[1] / w[1])) return refuse(SHAPE_MISMATCH, "channels");
    for (size_t axis = 0; axis < axes; ++axis) {
        const int64_t reach = (w[axis + 2] - 1) * op.convolution->ints(102)[axis] + 1;
        const int64_t padded = x[axis + 2] + op.convolution->ints(104)[axis] + op.convolution->ints(105)[axis];
        if (padded < reach || (padded - reach) / op.convolution->ints(103)[axis] + 1 != y[axis + 2]) {
            return refuse(SHAPE_MISMATCH, "the windows do not give the output's size");
        }
    }
    return SUCCESS;
}

EXPORT size_t cudnnGetVersion() { return 92000; }

EXPORT const char* cudnnGetErrorString(int status) {
    switch (status / 1000) {
        case 0: return "CUDNN_STATUS_SUCCESS";
        case 2: return "CUDNN_STATUS_BAD_PARAM";
        case 3: return "CUDNN_STATUS_NOT_SUPPORTED";
        default: return "CUDNN_STATUS_INTERNAL_ERROR";
    }
}

EXPORT void cudnnGetLastErrorString(char* message, size_t size) { snprintf(message, size, "%s", last.c_str()); }

EXPORT int cudnnCreate(Handle** made) {
    auto* handle = new Handle;
    if (driver("cuCtxGetCurrent", &handle->context) || !handle->context) return refuse(NOT_INITIALIZED, "no context");
    driver("cuCtxGetDevice", &handle->device);
    *made = handle;
    return SUCCESS;
}

EXPORT int cudnnSetStream(Handle* handle, void* stream) {
    void* context = handle->context;
    if ((uintptr_t)stream > 2 && driver("cuStreamGetCtx", stream, &context)) return refuse(BAD_PARAM, "no such stream");
    if (context != handle->context) return refuse(STREAM_MISMATCH, "a stream of another device");
    handle->stream = stream;
    return SUCCESS;
}

EXPORT int cudnnBackendCreateDescriptor(int kind, Descriptor** made) {
    const std::lock_guard<std::mutex> lock(owner);
    if (!RULES.count(kind)) return refuse(NOT_SUPPORTED, "no such kind of descriptor");
    *made = new Descriptor;
    (*made)->kind = kind;
    alive.insert(*made);
    return SUCCESS;
}

EXPORT int cudnnBackendDestroyDescriptor(Descriptor* descriptor) {
    const std::lock_guard<std::mutex> lock(owner);
    if (!alive.erase(descriptor)) return refuse(BAD_PARAM, "no such descriptor");
    delete descriptor;
    return SUCCESS;
}

EXPORT int cudnnBackendSetAttribute(Descriptor* d, int attribute, int form, int64_t count, const void* values) {
    const std::lock_guard<std::mutex> lock(owner);
    if (!lives(d) || !values) return refuse(NULL_POINTER, "no descriptor or no values");
    if (d->finalized) return refuse(BAD_PARAM, "the descriptor is finalized");
    auto& rules = RULES.at(d->kind);
    auto found = rules.find(attribute);
    if (found == rules.end()) return refuse(NOT_SUPPORTED, "no such attribute: " + std::to_string(attribute));
    const Rule rule = found->second;
    if (form != rule.form && !(rule.form == FLOAT && form == DOUBLE)) return refuse(ATTRIBUTE_TYPE, "another type");
    if (rule.count ? count != rule.count : count < 1 || count > 8) return refuse(BAD_PARAM, "another number of values");
    Value value;
    value.form = form;
    for (int64_t k = 0; k < count; ++k) {
        const char* at = (const char*)values + k * width(form);
        if (form == FLOAT) {
            value.factors.push_back(*(const float*)at);
        } else if (form == DOUBLE) {
            value.factors.push_back(*(const double*)at);
        } else if (form == DESCRIPTOR) {
            Descriptor* part = *(Descriptor* const*)at;
            if (!lives(part)) return refuse(BAD_PARAM, "no such descriptor");
            if (!part->finalized) return refuse(NOT_FINALIZED, "a descriptor that is not finalized");
            value.parts.push_back(std::make_shared<Descriptor>(*part));
        } else {
            value.numbers.push_back(width(form) == 4 ? *(const int32_t*)at : *(const int64_t*)at);
        }
    }
    d->values[attribute] = value;
    return SUCCESS;
}

EXPORT int cudnnBackendFinalize(Descriptor* d) {
    const std::lock_guard<std::mutex> lock(owner);
    if (!lives(d)) return refuse(NULL_POINTER, "no descriptor");
    if (d->finalized) return refuse(BAD_PARAM, "the descriptor is finalized");
    const int status = finalize(*d);
    d->finalized = status == SUCCESS;
    return status;
}

EXPORT int cudnnBackendGetAttribute(Descriptor* d, int attribute, int form, int64_t room, int64_t* count, void* place) {
    const std::lock_guard<std::mutex> lock(owner);
    if (!lives(d) || !count || (room > 0 && !place)) return refuse(NULL_POINTER, "no descriptor or no place");
    if (!d->finalized) return refuse(NOT_FINALIZED, "the descriptor is not finalized");
    if (d->kind == HEURISTICS && attribute == 202 && form == DESCRIPTOR) {
        const Descriptor& operation = d->part(201).part(801);
        std::vector<Descriptor> found;
        for (int engine : engines_for((int)d->number(200), operation_of(operation))) {
            Descriptor config = finished(ENGINE_CONFIG, engine);
            Value value{DESCRIPTOR, {}, {}, {std::make_shared<Descriptor>(operation)}};
            config.values[801] = value;
            found.push_back(config);
        }
        return give(found, ENGINE_CONFIG, room, count, place);
    }
    if (d->kind == ENGINE_CONFIG && attribute == 300 && form == DESCRIPTOR) {
        return give({finished(ENGINE, d->engine)}, ENGINE, room, count, place);
    }
    if (d->kind == ENGINE && attribute == 1303 && form == NOTE) {
        const std::vector<int> notes = notes_of(d->engine);
        *count = (int64_t)notes.size();
        for (int64_t k = 0; k < room && k < *count; ++k) ((int*)place)[k] = notes[k];
        return SUCCESS;
    }
    if (d->kind == PLAN && attribute == 402 && form == INT64 && room == 1) {
        *(int64_t*)place = (int64_t)workspace_of(d->engine);
        return *count = 1, SUCCESS;
    }
    return refuse(NOT_SUPPORTED, "no such attribute to ask for: " + std::to_string(attribute));
}

EXPORT int cudnnBackendExecute(Handle* handle, Descriptor* plan, Descriptor* pack) {
    const std::lock_guard<std::mutex> lock(owner);
    if (!handle || !lives(plan) || !lives(pack)) return refuse(NULL_POINTER, "no handle or descriptor");
    if (plan->kind != PLAN || pack->kind != VARIANT_PACK) return refuse(DESCRIPTOR_TYPE, "not a plan and its variant pack");
    if (!plan->finalized || !pack->finalized) return refuse(NOT_FINALIZED, "not finalized");
    if ((Handle*)plan->number(400) != handle) return refuse(BAD_PARAM, "a plan of another handle");
    void* current = nullptr;
    driver("cuCtxGetCurrent", &current);
    if (current != handle->context) return refuse(BAD_PARAM, "another device is current than the handle's");
    auto operation = plan->part(401).values.at(801).parts[0];
    const Operation op = operation_of(*operation);
    const Descriptor* tensors[] = {op.input, op.weight, op.output};
    char* places[3] = {};
    for (int k = 0; k < 3; ++k) {
        for (int given = 0; given < 3; ++given) {
            if (pack->ints(1000)[given] == tensors[k]->number(906)) places[k] = (char*)pack->ints(1001)[given];
        }
        if (!places[k]) return refuse(BAD_PARAM, "a tensor has no address");
        if ((uintptr_t)places[k] % tensors[k]->number(900)) return refuse(MISALIGNED, "an address is less aligned than was said");
        size_t bytes = size_of(tensors[k]->number(901));
        for (int64_t size : tensors[k]->ints(902)) bytes *= (size_t)size;
        if (!on_device(places[k], bytes, handle->device)) return refuse(BAD_PARAM, "a tensor is not in the device's memory");
    }
    const size_t needed = workspace_of(plan->engine);
    char* workspace = pack->has(1003) ? (char*)pack->number(1003) : nullptr;
    if (needed && !on_device(workspace, needed, handle->device)) return refuse(SIZE_INSUFFICIENT, "the workspace is too small");
    const char* name = op.kind == FORWARD ? "forward" : op.kind == BACKWARD_DATA ? "data" : "filter";
    log_call("cudnn %s engine=%d type=%d device=%d", name, plan->engine, (int)op.input->number(901), handle->device);
    auto work = [operation, workspace, needed, x = places[0], w = places[1], y = places[2]] {
        if (needed) memset(workspace, 0x5a, needed);
        compute(*operation, x, w, y);
    };
    return in_stream(handle->stream, work) ? refuse(EXECUTION_FAILED, "the driver refused the work") : SUCCESS;
}
