// Modules: the shared objects that the stand-in NVRTC makes; their kernels, and launches.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <unistd.h>

#include "../container.hpp"
#include "../null.hpp"
#include "device.hpp"
#include "fibers.hpp"
#include "state.hpp"

namespace {

constexpr int SHARED_DEFAULT = 48 << 10, SHARED_MOST = 227 << 10;

struct Module {
    Context* context = nullptr;
    void* library = nullptr;
    standin::Table* table = nullptr;
    std::map<std::string, struct Function*> functions;

    ~Module() {
        if (library) dlclose(library);
    }
};

struct Function {
    std::shared_ptr<Module> module;
    std::string name;
    const standin::Kernel* kernel;
    int dynamic_limit;

    int static_bytes() const {
        return module->table ? static_cast<int>(module->table->shared_end - module->table->shared_begin) : 0;
    }
};

struct Handles {
    std::map<Module*, std::shared_ptr<Module>> modules;
    std::map<Function*, std::unique_ptr<Function>> functions;
};

Handles& handles() {
    static Handles* all = new Handles;
    return *all;
}

// What stands for every kernel that does nothing.
const standin::Kernel NULL_KERNEL = {nullptr, 0, 1024};

void launch_nothing(const Function* function, uint3 grid, uint3 block, unsigned dynamic) {
    log_call("launch %s grid=%ux%ux%u block=%ux%ux%u shared=%u", function->name.c_str(), grid.x, grid.y, grid.z, block.x,
             block.y, block.z, dynamic);
}

// dlopen knows files by their names: each gets a new one, which is gone once it is open.
int load(const std::string& object, void*& library) {
    std::string path = temporary_folder() + "/moduleXXXXXX";
    int file = mkstemp(path.data());
    if (file < 0) return OUT_OF_MEMORY;
    bool written = write(file, object.data(), object.size()) == static_cast<ssize_t>(object.size());
    close(file);
    library = written ? dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL) : nullptr;
    if (!library) fprintf(stderr, "CUDA stand-in: %s\n", written ? dlerror() : "cannot write a module");
    unlink(path.c_str());
    return library ? SUCCESS : INVALID_IMAGE;
}

int find_function(void* handle, Function*& function) {
    auto found = handles().functions.find(static_cast<Function*>(handle));
    if (found == handles().functions.end()) return INVALID_HANDLE;
    function = found->second.get();
    return SUCCESS;
}

int launch(void* handle, uint3 grid, uint3 block, unsigned dynamic, void* stream_handle, void** parameters,
           void** extra) {
    Context* context;
    std::shared_ptr<Stream> stream;
    CHECK(enter(context));
    CHECK(own_stream(stream_handle, context, stream));
    auto what = std::make_shared<Launch>();
    std::shared_ptr<Module> module;
    {
        Lock lock(state().mutex);
        Function* function;
        CHECK(find_function(handle, function));
        module = function->module;
        if (module->context != context) return INVALID_HANDLE;
        unsigned long long threads = 1ull * block.x * block.y * block.z;
        auto within = [](uint3 size, unsigned x, unsigned y, unsigned z) {
            return size.x && size.y && size.z && size.x <= x && size.y <= y && size.z <= z;
        };
        if (!within(grid, 0x7fffffffu, 65535, 65535) || !within(block, 1024, 1024, 64)) return INVALID_VALUE;
        if (threads > std::min(1024u, function->kernel->max_threads)) return INVALID_VALUE;
        if (dynamic > static_cast<unsigned>(std::max(0, function->dynamic_limit))) return INVALID_VALUE;
        if (extra || !parameters || !parameters[0]) return INVALID_VALUE;
        *what = {function->name, function->kernel, module->table, grid, block, dynamic};
        log_call("%slaunch %s grid=%ux%ux%u block=%ux%ux%u shared=%u device=%d", stream->capture ? "captured " : "",
                 what->name.c_str(), grid.x, grid.y, grid.z, block.x, block.y, block.z, dynamic, context->device);
    }
    // Aligned as any type of a parameter is.
    size_t bytes = what->kernel->parameter_bytes;
    std::shared_ptr<void> copy(aligned_alloc(64, (bytes + 64) / 64 * 64), free);
    memcpy(copy.get(), parameters[0], bytes);
    return submit(stream, [what, copy, module] { return run_kernel(*what, copy.get()); });
}

}  // namespace

CALL cuModuleLoadData(Module** result, const void* image) {
    Context* context;
    CHECK(enter(context));
    if (!result || !image) return INVALID_VALUE;
    {
        Lock lock(state().mutex);
        CHECK(check_capture(lock));
    }
    std::string object;
    int architecture = 0;
    bool ptx = false;
    if (!read_container(static_cast<const char*>(image), object, architecture, ptx)) return INVALID_IMAGE;
    int mine = compute_capability();
    if (ptx ? architecture > mine : architecture / 10 != mine / 10 || architecture > mine) return NO_BINARY_FOR_GPU;
    auto module = std::make_shared<Module>();
    module->context = context;
    if (!does_nothing()) {
        CHECK(load(object, module->library));
        auto table = reinterpret_cast<standin::Table* (*)()>(dlsym(module->library, "standin_table"));
        if (!table || table()->version != standin::VERSION) return INVALID_IMAGE;
        module->table = table();
        fill_table(*module->table);
    }
    Lock lock(state().mutex);
    handles().modules[module.get()] = module;
    *result = module.get();
    return SUCCESS;
}

CALL cuModuleLoadDataEx(Module** result, const void* image, unsigned, int*, void**) {
    return cuModuleLoadData(result, image);
}

CALL cuModuleUnload(void* handle) {
    CHECK(enter());
    Lock lock(state().mutex);
    auto found = handles().modules.find(static_cast<Module*>(handle));
    if (found == handles().modules.end()) return INVALID_HANDLE;
    // Work in streams that still runs it keeps the library open.
    for (auto& [_, function] : found->second->functions) handles().functions.erase(function);
    handles().modules.erase(found);
    return SUCCESS;
}

CALL cuModuleGetFunction(Function** result, void* handle, const char* name) {
    Context* context;
    CHECK(enter(context));
    Lock lock(state().mutex);
    auto found = handles().modules.find(static_cast<Module*>(handle));
    if (found == handles().modules.end()) return INVALID_HANDLE;
    if (!result || !name) return INVALID_VALUE;
    auto& module = found->second;
    auto& known = module->functions[name];
    if (!known) {
        auto* kernel = does_nothing() ? &NULL_KERNEL : static_cast<const standin::Kernel*>(dlsym(module->library, name));
        if (!kernel) {
            module->functions.erase(name);
            return NOT_FOUND;
        }
        auto function = std::make_unique<Function>(Function{module, name, kernel, SHARED_DEFAULT});
        function->dynamic_limit -= function->static_bytes();
        known = function.get();
        handles().functions[known] = std::move(function);
    }
    *result = known;
    return SUCCESS;
}

CALL cuFuncGetAttribute(int* value, int attribute, void* handle) {
    CHECK(enter());
    Lock lock(state().mutex);
    Function* function;
    CHECK(find_function(handle, function));
    if (!value) return INVALID_VALUE;
    switch (attribute) {
        case 0: *value = static_cast<int>(std::min(1024u, function->kernel->max_threads)); break;
        case 1: *value = function->static_bytes(); break;
        case 4: *value = 32; break;
        case 5:
        case 6: *value = compute_capability(); break;
        case 8: *value = function->dynamic_limit; break;
        case 9: *value = -1; break;
        default: *value = 0;
    }
    return attribute < 0 || attribute > 15 ? INVALID_VALUE : SUCCESS;
}

CALL cuFuncSetAttribute(void* handle, int attribute, int value) {
    CHECK(enter());
    Lock lock(state().mutex);
    Function* function;
    CHECK(find_function(handle, function));
    if (attribute < 8 || attribute > 15) return INVALID_VALUE;
    if (attribute != 8) return SUCCESS;
    if (value < 0 || value > SHARED_MOST - function->static_bytes()) return INVALID_VALUE;
    function->dynamic_limit = value;
    return SUCCESS;
}

CALL cuFuncSetCacheConfig(void*, int) { return enter(); }

CALL cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* blocks, void* handle, int threads, size_t dynamic,
                                                          unsigned) {
    Context* context;
    CHECK(enter(context));
    Lock lock(state().mutex);
    Function* function;
    CHECK(find_function(handle, function));
    if (!blocks || threads <= 0 || threads > 1024) return INVALID_VALUE;
    size_t shared = static_cast<size_t>(function->static_bytes()) + dynamic;
    int by_threads = 2048 / ((threads + 31) / 32 * 32);
    auto by_shared = static_cast<int>((228u << 10) / (shared + 1024));
    *blocks = shared > static_cast<size_t>(SHARED_MOST) ? 0 : std::min({by_threads, by_shared, 32});
    return SUCCESS;
}

CALL cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, void* function, int threads, size_t dynamic) {
    return cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(blocks, function, threads, dynamic, 0);
}

CALL cuLaunchKernel(void* function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                    unsigned shared, void* stream, void** parameters, void** extra) {
    if (does_nothing()) {
        launch_nothing(static_cast<Function*>(function), {gx, gy, gz}, {bx, by, bz}, shared);
        return SUCCESS;
    }
    return launch(function, {gx, gy, gz}, {bx, by, bz}, shared, stream, parameters, extra);
}

struct LaunchConfiguration {
    uint3 grid, block;
    unsigned shared;
    void* stream;
    void* attributes;
    unsigned attribute_count;
};

CALL cuLaunchKernelEx(const LaunchConfiguration* c, void* function, void** parameters, void** extra) {
    if (!c) return INVALID_VALUE;
    return launch(function, c->grid, c->block, c->shared, c->stream, parameters, extra);
}
