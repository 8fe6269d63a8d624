#pragma once
/// What the engine can be asked, as a table of methods over one pack; keeps the last archive and the last
/// encoded study at hand. One thread.

#include <memory>

#include "analysis/serve.h"
#include "base/json.h"

namespace second_read::analysis {

class EngineMethods {
public:
    explicit EngineMethods(ServeOptions options);
    ~EngineMethods();

    /// InvalidArgument for an unknown method or params that do not fit; else what the method gives.
    Result<nlohmann::json> call(const std::string& method, const nlohmann::json& params,
                                const JobContext& context);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace second_read::analysis
