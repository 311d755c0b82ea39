// The C interface of NVRTC 13.0.
#include <cstdlib>
#include <cstring>

#include "../container.hpp"
#include "compiler.hpp"

namespace {

enum Result { SUCCESS, OUT_OF_MEMORY, CREATION_FAILURE, INVALID_INPUT, INVALID_PROGRAM, INVALID_OPTION, COMPILATION };

struct Program {
    Source source;
    std::string object, log, cubin, ptx;
};

const int ARCHITECTURES[] = {75, 80, 86, 87, 88, 89, 90, 100, 103, 110, 120, 121};

bool starts(const std::string& text, const char* with) { return text.compare(0, strlen(with), with) == 0; }

// What the caller asked for, and what the C++ compiler is told.
struct Options {
    int architecture = 75;
    bool binary = false;  // sm_90 rather than compute_90
    bool fmad = false;
    std::vector<std::string> compiler;
    std::string error;

    void read_architecture(const std::string& value) {
        size_t mark = value.find('_');
        architecture = mark == std::string::npos ? 0 : atoi(value.c_str() + mark + 1);
        binary = starts(value, "sm_");
        for (int known : ARCHITECTURES) {
            if (architecture == known && (binary || starts(value, "compute_"))) return;
        }
        error = "nvrtc: error: invalid value for --gpu-architecture (-arch)\n";
    }

    void read(const std::string& name, const std::string& value) {
        if (name == "--gpu-architecture" || name == "-arch") {
            read_architecture(value);
        } else if (name == "--define-macro" || name == "-D") {
            compiler.push_back("-D" + value);
        } else if (name == "--undefine-macro" || name == "-U") {
            compiler.push_back("-U" + value);
        } else if (name == "--include-path" || name == "-I") {
            compiler.push_back("-I" + value);
        } else if (name == "--pre-include" || name == "-include") {
            compiler.insert(compiler.end(), {"-include", value});
        } else if (name == "--fmad" || name == "-fmad") {
            fmad = value == "true";
        }
    }

    Options(int count, const char* const* options) {
        for (int i = 0; i < count; i++) {
            std::string option = options[i];
            if (option.size() >= 2 && option[0] == '-' && strchr("DUI", option[1])) {
                std::string value = option.substr(2);
                if (value.empty() && i + 1 < count) value = options[++i];
                read(option.substr(0, 2), value);
                continue;
            }
            size_t equals = option.find('=');
            bool apart = equals == std::string::npos && i + 1 < count && options[i + 1][0] != '-';
            std::string value = apart ? options[++i] : equals == std::string::npos ? "" : option.substr(equals + 1);
            read(option.substr(0, equals), value);
        }
        compiler.push_back(fmad ? "-ffp-contract=fast" : "-ffp-contract=off");
        compiler.push_back("-D__CUDA_ARCH__=" + std::to_string(architecture * 10));
    }
};

int size_of(const Program* program, const std::string& text, size_t* size) {
    if (!program) return INVALID_PROGRAM;
    if (!size) return INVALID_INPUT;
    *size = text.size();
    return SUCCESS;
}

int bytes_of(const Program* program, const std::string& text, char* to) {
    if (!program) return INVALID_PROGRAM;
    if (!to) return INVALID_INPUT;
    memcpy(to, text.data(), text.size());
    return SUCCESS;
}

}  // namespace

#define CALL extern "C" __attribute__((visibility("default"))) int

CALL nvrtcVersion(int* major, int* minor) {
    if (!major || !minor) return INVALID_INPUT;
    *major = 13, *minor = 0;
    return SUCCESS;
}

CALL nvrtcGetNumSupportedArchs(int* count) {
    if (!count) return INVALID_INPUT;
    *count = static_cast<int>(sizeof ARCHITECTURES / sizeof *ARCHITECTURES);
    return SUCCESS;
}

CALL nvrtcGetSupportedArchs(int* list) {
    if (!list) return INVALID_INPUT;
    memcpy(list, ARCHITECTURES, sizeof ARCHITECTURES);
    return SUCCESS;
}

CALL nvrtcCreateProgram(Program** result, const char* source, const char* name, int count, const char* const* headers,
                        const char* const* names) {
    if (!result || !source || count < 0 || (count && (!headers || !names))) return INVALID_INPUT;
    auto* program = new Program;
    program->source.name = name && *name ? name : "default_program";
    program->source.text = source;
    for (int i = 0; i < count; i++) program->source.headers.emplace_back(names[i], headers[i]);
    *result = program;
    return SUCCESS;
}

CALL nvrtcDestroyProgram(Program** program) {
    if (!program || !*program) return INVALID_PROGRAM;
    delete *program;
    *program = nullptr;
    return SUCCESS;
}

CALL nvrtcCompileProgram(Program* program, int count, const char* const* list) {
    if (!program) return INVALID_PROGRAM;
    Options options(count, list);
    program->log = options.error;
    if (!options.error.empty()) return INVALID_OPTION;
    if (!compile(program->source, options.compiler, program->object, program->log)) return COMPILATION;
    program->cubin = options.binary ? make_cubin(program->object, options.architecture) : "";
    program->ptx = make_ptx(program->object, options.architecture) + '\0';
    return SUCCESS;
}

CALL nvrtcGetCUBINSize(Program* program, size_t* size) { return size_of(program, program ? program->cubin : "", size); }
CALL nvrtcGetCUBIN(Program* program, char* to) { return bytes_of(program, program ? program->cubin : "", to); }
CALL nvrtcGetPTXSize(Program* program, size_t* size) { return size_of(program, program ? program->ptx : "", size); }
CALL nvrtcGetPTX(Program* program, char* to) { return bytes_of(program, program ? program->ptx : "", to); }

CALL nvrtcGetProgramLogSize(Program* program, size_t* size) {
    int result = size_of(program, program ? program->log : "", size);
    if (!result) ++*size;
    return result;
}

CALL nvrtcGetProgramLog(Program* program, char* to) {
    int result = bytes_of(program, program ? program->log : "", to);
    if (!result) to[program->log.size()] = '\0';
    return result;
}

extern "C" __attribute__((visibility("default"))) const char* nvrtcGetErrorString(int result) {
    static const char* const names[] = {
        "NVRTC_SUCCESS",
        "NVRTC_ERROR_OUT_OF_MEMORY",
        "NVRTC_ERROR_PROGRAM_CREATION_FAILURE",
        "NVRTC_ERROR_INVALID_INPUT",
        "NVRTC_ERROR_INVALID_PROGRAM",
        "NVRTC_ERROR_INVALID_OPTION",
        "NVRTC_ERROR_COMPILATION",
    };
    return result >= 0 && result <= COMPILATION ? names[result] : "NVRTC_ERROR unknown";
}
