// Whatever the bytes: a recording is refused or read, a WAV gives whole samples or nothing.
#include <cstdint>
#include <cstdlib>

#include "speech/audio_facts.h"
#include "speech/wav.h"

namespace speech = broadsheet::speech;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    auto const facts = speech::read_audio_facts(bytes);
    if (facts && (facts->duration.count() <= 0 || facts->bytes != size || facts->mime.empty())) std::abort();
    auto const clip = speech::read_wav(bytes);
    if (clip && (clip->rate <= 0 || clip->samples.size() > size)) std::abort();
    return 0;
}
