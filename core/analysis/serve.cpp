#include "analysis/serve.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <iostream>
#include <mutex>
#include <thread>

#include "analysis/engine_methods.h"
#include "analysis/line_reader.h"
#include "engine/protocol.h"

namespace second_read::analysis {
namespace {

using Clock = std::chrono::steady_clock;
using engine::Reply;
using engine::Request;

constexpr std::size_t kLongestLine = 64ULL << 20;
constexpr std::size_t kMostWaiting = 1000;
constexpr auto kProgressPause = std::chrono::milliseconds(50);

class Server {
public:
    Server(std::ostream& out, const ServeOptions& options) : m_out(out), m_methods(options) {}

    void run(std::istream& in, std::stop_token stop) {
        std::jthread worker([this] { work(); });
        const std::stop_callback onStop(stop, [this] { abandon(); });
        std::string line;
        while (!stop.stop_requested() && readLine(in, line, kLongestLine) && !broken())
            if (line.find_first_not_of(" \t\r") != std::string::npos) take(line);
        const std::scoped_lock lock(m_mutex);
        m_ended = true;
        m_wake.notify_all();
    }

private:
    void take(const std::string& line) {
        auto request = engine::parseRequest(line);
        if (!request) return send({idIn(line), std::move(request).error()});
        if (request->method == "cancel") return cancel(*request);
        std::unique_lock lock(m_mutex);
        if (m_waiting.size() >= kMostWaiting) {
            lock.unlock();
            return send({request->id, Error{ErrorCode::InvalidArgument,
                                            "more than 1000 requests are waiting: wait for answers first"}});
        }
        m_waiting.push_back(std::move(*request));
        m_wake.notify_all();
    }

    /// The id of a line that is no request, if it has one.
    static int idIn(const std::string& line) {
        const auto message =
            line.size() > kLongestLine ? Result<nlohmann::json>(nullptr) : parseJson(line, "");
        if (!message || !message->is_object() || !message->contains("id") ||
            !(*message)["id"].is_number_unsigned())
            return 0;
        const auto id = (*message)["id"].get<std::uint64_t>();
        return id <= 0x7FFFFFFF ? static_cast<int>(id) : 0;
    }

    void cancel(const Request& request) {
        const auto wanted = request.params.find("id");
        if (wanted == request.params.end() || !wanted->is_number_integer())
            return send({request.id,
                         Error{ErrorCode::InvalidArgument, "cancel needs the id of the request to stop"}});
        const auto id = wanted->get<std::int64_t>();
        bool waited = false, runs = false;
        {
            const std::scoped_lock lock(m_mutex);
            waited = std::erase_if(m_waiting, [&](const Request& each) { return each.id == id; }) > 0;
            runs = m_running == id;
            if (runs) m_stop.request_stop();
        }
        if (waited) send({static_cast<int>(id), Error{ErrorCode::Cancelled, "stopped at the user's wish"}});
        send({request.id, nlohmann::json{{"cancelled", waited || runs}}});
    }

    void work() {
        for (;;) {
            Request request;
            std::stop_token stop;
            {
                std::unique_lock lock(m_mutex);
                m_wake.wait(lock, [this] { return m_ended || !m_waiting.empty(); });
                if (m_waiting.empty() || m_broken) return;
                request = std::move(m_waiting.front());
                m_waiting.pop_front();
                m_running = request.id;
                m_stop = std::stop_source();
                stop = m_stop.get_token();
            }
            auto result = answer(request, stop);
            {
                const std::scoped_lock lock(m_mutex);
                m_running.reset();
            }
            if (result)
                send({request.id, std::move(*result)});
            else
                send({request.id, std::move(result).error()});
        }
    }

    Result<nlohmann::json> answer(const Request& request, std::stop_token stop) {
        auto last = Clock::now() - kProgressPause;
        std::string stage;
        const auto begun = Clock::now();
        const JobContext context{stop, [&](const Progress& now) {
                                     const auto time = Clock::now();
                                     if (now.stage == stage && time - last < kProgressPause) return;
                                     last = time;
                                     stage = now.stage;
                                     const double ms =
                                         std::chrono::duration<double, std::milli>(time - begun).count();
                                     send({request.id, Progress{now.stage, now.fraction, ms}});
                                 }};
        try {
            return m_methods.call(request.method, request.params, context);
        } catch (const std::bad_alloc&) {
            return fail(ErrorCode::Inference, "out of memory while working on \"" + request.method +
                                                  "\": close other programs and try again");
        } catch (const std::exception& defect) {
            return fail(ErrorCode::Internal, "a defect in the engine while working on \"" + request.method +
                                                 "\": " + defect.what());
        }
    }

    void send(const Reply& reply) {
        const std::scoped_lock lock(m_outMutex);
        if (!(m_out << engine::encode(reply) << '\n' << std::flush)) abandon();
    }

    /// Nobody listens any more: what runs is stopped, what waits is dropped.
    void abandon() {
        const std::scoped_lock lock(m_mutex);
        m_broken = true;
        m_ended = true;
        m_waiting.clear();
        m_stop.request_stop();
        m_wake.notify_all();
    }
    bool broken() {
        const std::scoped_lock lock(m_mutex);
        return m_broken;
    }

    std::ostream& m_out;
    EngineMethods m_methods; ///< used by the worker alone
    std::mutex m_mutex, m_outMutex;
    std::condition_variable m_wake;
    std::deque<Request> m_waiting;
    std::optional<std::int64_t> m_running;
    std::stop_source m_stop;
    bool m_ended = false, m_broken = false;
};

} // namespace

Result<void> serve(std::istream& in, std::ostream& out, const ServeOptions& options,
                   const JobContext& context) {
    Server(out, options).run(in, context.stop);
    if (context.stop.stop_requested()) return fail(ErrorCode::Cancelled, "stopped at the user's wish");
    return {};
}

} // namespace second_read::analysis
