// An engine for tests of its client: speaks the protocol and misbehaves as its argument says.
//   good              answers `pack` and everything else ("echo" of method and params); "slow" waits for a
//   cancel noisy             as good, with a library's notes between the lines refuse            says why on
//   standard error and exits with 1, as for a pack with one byte changed bad-pack          answers `pack`
//   with an error die-at-start      ends by a signal at once die-on-analyse    ends by a signal when asked to
//   analyse die-once FILE     the same, but only as long as FILE does not exist (it makes it) hang-on-analyse
//   goes silent when asked to analyse, and deaf hang-at-start     never answers babble            writes
//   lines that are no protocol, without end endless           writes one line without end
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <unistd.h>

#include "engine/protocol.h"

using namespace second_read;

int main(int argc, char** argv) {
    const std::string mode = argc > 1 ? argv[1] : "good";
    const auto say = [](const engine::Reply& reply) { std::cout << engine::encode(reply) << std::endl; };
    const auto hang = [] {
        for (;;) ::pause();
    };
    if (mode == "refuse") {
        std::cerr << "loading\npack brain-mri: encoder.safetensors was changed; install the pack again\n";
        return 1;
    }
    if (mode == "die-at-start") std::raise(SIGKILL);
    if (mode == "hang-at-start") hang();
    if (mode == "babble")
        while (std::cout << "oneDNN verbose, info, cpu\n") {
        }
    if (mode == "endless")
        while (std::cout << std::string(1 << 16, 'x')) {
        }

    int slow = 0;
    for (std::string line; std::getline(std::cin, line);) {
        const auto request = engine::parseRequest(line);
        if (!request) return 4;
        if (mode == "noisy") std::cout << "note: 2 threads\n{\"not\":\"a reply\"}\n";
        if (request->method == "pack") {
            if (mode == "bad-pack")
                say({request->id,
                     Error{ErrorCode::Corrupt, "manifest.json is cut short; install the pack again"}});
            else
                say({request->id, nlohmann::json{{"id", "brain-mri"}, {"version", "1"}, {"device", "cpu"}}});
        } else if (request->method == "cancel") {
            say({request->id, nlohmann::json::object()});
            if (request->params.value("id", 0) == slow) say({slow, Error{ErrorCode::Cancelled, "stopped"}});
        } else if (request->method == "slow") {
            slow = request->id;
            say({slow, Progress{"encode", 0.1, 5}});
        } else {
            if (request->method == "analyse") {
                if (mode == "die-on-analyse") std::raise(SIGKILL);
                if (mode == "die-once" && argc > 2 && !std::filesystem::exists(argv[2])) {
                    std::ofstream(argv[2]) << "died";
                    std::raise(SIGKILL);
                }
                if (mode == "hang-on-analyse") hang();
            }
            say({request->id, Progress{"open", 0.2, 1}});
            say({request->id, Progress{"encode", 0.6, 2}});
            if (request->method == "fail")
                say({request->id, Error{ErrorCode::NotFound, "/x does not exist; choose another path"}});
            else
                say({request->id, nlohmann::json{{"method", request->method}, {"params", request->params}}});
        }
    }
    return 0;
}
