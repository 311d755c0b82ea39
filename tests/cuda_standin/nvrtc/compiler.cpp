#include "compiler.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../container.hpp"
#include "../null.hpp"

extern char** environ;

namespace {

// The builder says which compiler and options its precompiled header was made with, and what identifies them.
const char* const COMPILER[] = {STANDIN_COMPILER};
const char* const STAMP = STANDIN_STAMP;

std::string beside_this_library(const char* name) {
    Dl_info info;
    if (!dladdr(reinterpret_cast<void*>(beside_this_library), &info)) return name;
    std::string path = info.dli_fname;
    return path.substr(0, path.rfind('/') + 1) + name;
}

bool read_file(const std::string& path, std::string& text) {
    FILE* file = fopen(path.c_str(), "rbe");
    if (!file) return false;
    char buffer[1 << 14];
    text.clear();
    while (size_t n = fread(buffer, 1, sizeof buffer, file)) text.append(buffer, n);
    fclose(file);
    return true;
}

// What sources mostly begin with, and where it lies precompiled with the emulation before it (STANDIN_HEADER).
struct Header {
    std::string text, path;

    Header() {
        const char* folder = getenv("STANDIN_HEADER");
        if (folder && read_file(std::string(folder) + "/header.hpp", text)) path = std::string(folder) + "/all.hpp";
    }

    bool begins(const std::string& source) const { return !text.empty() && source.compare(0, text.size(), text) == 0; }
};

bool write_file(const std::string& path, const std::string& text) {
    FILE* file = fopen(path.c_str(), "wbe");
    if (!file) return false;
    bool good = fwrite(text.data(), 1, text.size(), file) == text.size();
    return fclose(file) == 0 && good;
}

uint64_t hash(const std::string& text, uint64_t seed) {
    uint64_t h = 0xcbf29ce484222325ull ^ seed;
    for (unsigned char byte : text) h = (h ^ byte) * 0x100000001b3ull;
    return h ^ h >> 29;
}

std::string cache_path(const Source& source, const std::vector<std::string>& options) {
    const char* folder = getenv("STANDIN_CACHE");
    if (!folder || !*folder) return "";
    std::string all = STAMP;
    auto add = [&all](const std::string& part) { all += '\0' + std::to_string(part.size()) + ':' + part; };
    add(source.name);
    add(source.text);
    for (auto& [name, text] : source.headers) add(name), add(text);
    for (auto& option : options) add(option);
    char name[48];
    snprintf(name, sizeof name, "/%016llx%016llx.so", static_cast<unsigned long long>(hash(all, 0)),
             static_cast<unsigned long long>(hash(all, 0x9e3779b97f4a7c15ull)));
    mkdir(folder, 0777);
    return folder + std::string(name);
}

// Written under another name first: a reader sees all of it or nothing.
void keep(const std::string& path, const std::string& object) {
    static std::atomic<unsigned> number{0};
    std::string fresh = path + "." + std::to_string(getpid()) + "." + std::to_string(number++);
    if (!write_file(fresh, object) || rename(fresh.c_str(), path.c_str())) unlink(fresh.c_str());
}

int spawn(const std::vector<std::string>& command, const std::string& messages) {
    std::vector<char*> arguments;
    for (auto& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
    arguments.push_back(nullptr);
    // What is loaded into this process first, such as a sanitizer, is not for the compiler.
    std::vector<char*> variables;
    for (char** variable = environ; *variable; variable++) {
        if (strncmp(*variable, "LD_PRELOAD=", 11)) variables.push_back(*variable);
    }
    variables.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, messages.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    posix_spawn_file_actions_adddup2(&actions, 2, 1);
    pid_t process;
    int error = posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), variables.data());
    posix_spawn_file_actions_destroy(&actions);
    int status = -1;
    while (!error && waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return error ? -1 : status;
}

std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        if (c != '\n') result += c;
    }
    return result + "\"";
}

void make_folders(const std::string& path, size_t from) {
    for (size_t slash = path.find('/', from); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        mkdir(path.substr(0, slash).c_str(), 0777);
    }
}

bool compile_in(const std::string& folder, const Source& source, const std::vector<std::string>& options,
                std::string& object, std::string& log) {
    for (auto& [name, text] : source.headers) {
        std::string path = folder + "/" + name;
        make_folders(path, folder.size() + 1);
        write_file(path, text);
    }
    std::string input = folder + "/kernel.cpp", output = folder + "/kernel.so", messages = folder + "/messages";
    static const Header header;
    bool known = header.begins(source.text);
    size_t begin = known ? header.text.size() : 0;
    auto line = std::count(source.text.begin(), source.text.begin() + static_cast<long>(begin), '\n') + 1;
    write_file(input, "#line " + std::to_string(line) + " " + quoted(source.name) + "\n" + source.text.substr(begin));
    std::vector<std::string> command(std::begin(COMPILER), std::end(COMPILER));
    command.insert(command.end(), {"-shared", "-nostdlib", "-include"});
    command.push_back(known ? header.path : beside_this_library("emulation.hpp"));
    if (!source.headers.empty()) command.push_back("-I" + folder);
    command.insert(command.end(), options.begin(), options.end());
    command.insert(command.end(), {"-x", "c++", input, "-o", output, "-lm"});
    int status = spawn(command, messages);
    read_file(messages, log);
    if (status == -1) log = "cannot start the compiler " + command[0] + "\n";
    return status == 0 && read_file(output, object);
}

void remove_folder(const std::string& folder, const Source& source) {
    for (const char* name : {"/kernel.cpp", "/kernel.so", "/messages"}) unlink((folder + name).c_str());
    for (auto& [name, _] : source.headers) {
        std::string path = name;
        unlink((folder + "/" + path).c_str());
        for (size_t slash; (slash = path.rfind('/')) != std::string::npos;) {
            path.resize(slash);
            rmdir((folder + "/" + path).c_str());
        }
    }
    rmdir(folder.c_str());
}

}  // namespace

bool compile(const Source& source, const std::vector<std::string>& options, std::string& object, std::string& log) {
    log.clear();
    if (does_nothing()) return true;
    std::string cached = cache_path(source, options);
    if (!cached.empty() && read_file(cached, object)) return true;
    std::string folder = temporary_folder() + "/kernelXXXXXX";
    if (!mkdtemp(folder.data())) {
        log = "cannot make a folder for the compiler\n";
        return false;
    }
    bool good = compile_in(folder, source, options, object, log);
    remove_folder(folder, source);
    if (good && !cached.empty()) keep(cached, object);
    return good;
}
