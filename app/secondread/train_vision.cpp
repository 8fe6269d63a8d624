#include "base/files.h"
#include "command.h"
#include "train/pack_making.h"

namespace second_read::app {
namespace {

struct VisionCommand {
    train::StoreOptions store;
    train::VoxelTrainingOptions training;
    std::vector<std::string> sequences;
};

/// Simulates what the store still lacks, then trains; both go on where a stopped run ended.
Result<Outcome> runVision(const VisionCommand& command, const Common& common) {
    if (command.store.count > 0) {
        SECOND_READ_TRY(lying, train::simulateStore(command.store, common.job));
        (void)lying;
    }
    train::VoxelTrainingOptions training = command.training;
    training.store = command.store.out;
    training.threads = command.store.threads;
    training.device = common.device;
    training.seed = command.store.seed;
    if (!command.sequences.empty()) training.sequences.clear();
    for (const auto& name : command.sequences)
        if (const auto sequence = sequenceOf(name)) training.sequences.push_back(*sequence);
    SECOND_READ_TRY(figures, train::trainVoxelNetworks(training, common.job));
    return Outcome{figures, figures.dump(2) + "\n"};
}

struct MakeCommand {
    train::PackOptions options;
    std::vector<std::string> networks;
    std::string catalogue;
    std::vector<std::string> corpora;
};

Result<Outcome> runMake(const MakeCommand& command, const Common& common) {
    train::PackOptions options = command.options;
    options.networks.assign(command.networks.begin(), command.networks.end());
    options.catalogue = command.catalogue;
    options.corpora.assign(command.corpora.begin(), command.corpora.end());
    if (command.catalogue.empty()) {
        SECOND_READ_TRY(resources, shippedFolder("resources"));
        options.catalogue = resources / "findings/brain.json";
    }
    SECOND_READ_TRY(figures, train::makePack(options, common.job));
    return Outcome{figures, figures.dump(2) + "\n"};
}

struct MeasureCommand {
    std::string folder, store;
    std::size_t skip = 0;
    int threads = 1;
};

Result<Outcome> runMeasure(const MeasureCommand& command, const Common& common) {
    SECOND_READ_TRY(figures, train::measurePack(command.folder, command.store, command.skip, command.threads,
                                                common.job));
    return Outcome{figures, figures.dump(2) + "\n"};
}

struct StoreCommand {
    train::StoreOptions options;
    bool normals = false;
};

Result<Outcome> runStore(const StoreCommand& command, const Common& common) {
    train::StoreOptions options = command.options;
    if (command.normals) options.findings = std::vector<std::string>{};
    SECOND_READ_TRY(lying, train::simulateStore(options, common.job));
    return Outcome{{{"examinations", lying}}, std::to_string(lying) + " examinations prepared\n"};
}

void addStoreOptions(CLI::App& command, train::StoreOptions& store) {
    command.add_option("--anatomy", store.anatomy, "Folder of label maps")->type_name("DIR")->required();
    command.add_option("--first", store.firstAnatomy, "First label map used, in name order")
        ->capture_default_str();
    command.add_option("--last", store.lastAnatomy, "One past the last label map used")
        ->capture_default_str();
    command.add_option("--count", store.count, "Examinations to simulate")->capture_default_str();
    command.add_option("--seed", store.seed, "Of everything drawn")->capture_default_str();
    command.add_option("--threads", store.threads, "Cores used")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
}

} // namespace

void addTrainVision(CLI::App& group, Run& chosen) {
    auto store = std::make_shared<StoreCommand>();
    auto* prepare =
        addCommand(group, chosen, "store", "Simulates prepared examinations for training",
                   "train store --anatomy maps --last 16 --count 2300 --out work/store", store, runStore);
    addStoreOptions(*prepare, store->options);
    prepare->add_option("--out", store->options.out, "The store")->type_name("DIR")->required();
    prepare->add_flag("--normals", store->normals, "Normal examinations alone");

    auto vision = std::make_shared<VisionCommand>();
    auto* train =
        addCommand(group, chosen, "vision",
                   "Trains the voxel networks of all sequences; resumes from its last checkpoint",
                   "train vision --anatomy maps --last 16 --count 2300 --store work/store --out work/vision "
                   "--minutes 120",
                   vision, runVision);
    addStoreOptions(*train, vision->store);
    train->add_option("--store", vision->store.out, "Prepared examinations; simulated where they lack")
        ->type_name("DIR")
        ->required();
    train->add_option("--out", vision->training.out, "Checkpoint, log and curves")
        ->type_name("DIR")
        ->required();
    train
        ->add_option("--from", vision->training.startFrom,
                     "A pack, or another run's --out, whose networks a fresh run starts from")
        ->type_name("DIR");
    train->add_option("--sequence", vision->sequences, "Sequences trained (default: all); may be repeated")
        ->check(CLI::IsMember({"T1", "T1+Gd", "T2", "FLAIR", "DWI", "ADC", "SWI"}));
    train->add_option("--minutes", vision->training.minutes, "Of training in all, resumes included")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    train->add_option("--views", vision->training.views, "Views a step; 24 on a GPU")
        ->check(CLI::Range(1, 512))
        ->capture_default_str();
    train
        ->add_option("--widths", vision->training.shape.widths,
                     "Channels at 1/2, 1/4, 1/8 and 1/16 of the grid, multiples of 4")
        ->check(CLI::Range(4, 1024))
        ->capture_default_str();
    train->add_flag("--planar", vision->training.shape.planar,
                    "Kernels within slices alone, for comparison with the 3-D network");
    train->add_option("--rate", vision->training.learningRate, "Peak learning rate")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
}

void addPackMeasure(CLI::App& group, Run& chosen) {
    auto measure = std::make_shared<MeasureCommand>();
    auto* command = addCommand(
        group, chosen, "measure", "Figures of a pack on prepared examinations that it was not fitted on",
        "pack measure models/brain-mri --store work/mixed --skip 660", measure, runMeasure);
    command->add_option("folder", measure->folder, "The pack")->type_name("DIR")->required();
    command->add_option("--store", measure->store, "Prepared examinations")->type_name("DIR")->required();
    command->add_option("--skip", measure->skip, "So many first ones are left out")->capture_default_str();
    command->add_option("--threads", measure->threads, "Cores used")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
}

void addPackMake(CLI::App& group, Run& chosen) {
    auto make = std::make_shared<MakeCommand>();
    auto* command =
        addCommand(group, chosen, "make", "Makes a pack of trained networks; prints its held-out figures",
                   "pack make --networks work/vision --store work/store --normals work/normals "
                   "--mixed work/mixed --language work/language --out models/brain-mri",
                   make, runMake);
    auto& options = make->options;
    command
        ->add_option("--networks", make->networks,
                     "Folders of train vision; of a sequence in several, the last counts")
        ->type_name("DIR")
        ->required();
    command->add_option("--store", options.store, "Prepared examinations to fit on")
        ->type_name("DIR")
        ->required();
    command->add_option("--normals", options.normals, "Prepared normal examinations of other anatomies")
        ->type_name("DIR")
        ->required();
    command->add_option("--mixed", options.mixed, "Prepared examinations of other anatomies")
        ->type_name("DIR")
        ->required();
    command
        ->add_option("--language", options.language,
                     "Folder of train language, or a pack whose text encoder is kept")
        ->type_name("DIR")
        ->required();
    command
        ->add_option("--corpus", make->corpora,
                     "Real sentences, one a line, for the labeller; may be repeated")
        ->type_name("FILE");
    command->add_option("--catalogue", make->catalogue, "Findings (default: the shipped ones)")
        ->type_name("FILE");
    command->add_option("--out", options.out, "The pack")->type_name("DIR")->required();
    command->add_option("--id", options.id, "Name of the pack")->capture_default_str();
    command->add_option("--version", options.version, "Version of the pack")->capture_default_str();
    command
        ->add_option("--contrastive", options.alignment.contrastive,
                     "Weight of a contrastive term beside the mean squared error to the reports")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--limit", options.limit, "Examinations of the store at most")->capture_default_str();
    command->add_option("--threads", options.threads, "Cores used")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
}

} // namespace second_read::app
