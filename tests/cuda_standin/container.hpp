// What the stand-in NVRTC gives as cubin or PTX: a shared object with a head. PTX is text, as the real one is.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <unistd.h>

// Where files go that are gone the moment after: in memory, if there is such a folder.
inline std::string temporary_folder() {
    const char* folder = getenv("TMPDIR");
    return folder ? folder : access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

constexpr char CUBIN_HEAD[] = "\177STANDIN";
constexpr char PTX_HEAD[] = "// stand-in PTX\n.version 9.0\n";

inline std::string make_cubin(const std::string& object, int architecture) {
    unsigned long long words[2] = {static_cast<unsigned long long>(architecture), object.size()};
    return std::string(CUBIN_HEAD, 8) + std::string(reinterpret_cast<char*>(words), sizeof words) + object;
}

inline std::string make_ptx(const std::string& object, int architecture) {
    std::string text = PTX_HEAD;
    text += ".target sm_" + std::to_string(architecture) + "\n.address_size 64\n// ";
    for (unsigned char byte : object) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 15];
    }
    return text + "\n";
}

// False if the image is neither.
inline bool read_container(const char* image, std::string& object, int& architecture, bool& ptx) {
    if (memcmp(image, CUBIN_HEAD, 8) == 0) {
        unsigned long long words[2];
        memcpy(words, image + 8, sizeof words);
        architecture = static_cast<int>(words[0]);
        object.assign(image + 8 + sizeof words, words[1]);
        ptx = false;
        return true;
    }
    if (strncmp(image, PTX_HEAD, sizeof PTX_HEAD - 1) != 0) return false;
    int begin = 0;
    image += sizeof PTX_HEAD - 1;
    if (sscanf(image, ".target sm_%d\n.address_size 64\n// %n", &architecture, &begin) != 1 || !begin) return false;
    auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
    object.clear();
    for (const char* p = image + begin; digit(p[0]) >= 0 && digit(p[1]) >= 0; p += 2) {
        object += static_cast<char>(digit(p[0]) << 4 | digit(p[1]));
    }
    ptx = true;
    return true;
}
