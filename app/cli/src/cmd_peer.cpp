// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

namespace satpad::cli {
namespace {

constexpr std::size_t k_card_limit = 4096;

struct AddOptions
{
    fs::path card;
    std::string address;
    bool replace = false;
};

std::string spoken(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& each : words) {
        text += (text.empty() ? "" : " ") + each;
    }
    return text;
}

Outcome run_add(const Context& context, const AddOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto bytes = core::read_file(context.world.files, options.card, k_card_limit);
    if (!bytes) {
        return failed(core::Error{core::make_error_code(core::Errc::unreadable_file),
            options.card.string() + " cannot be read as a card"});
    }
    auto card = core::parse_card({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
    if (!card) {
        return failed(std::move(card));
    }
    auto peer = (*site)->add_peer(*card,
        options.address,
        options.replace ? service::Site::Replace::yes : service::Site::Replace::no);
    if (!peer) {
        return failed(std::move(peer));
    }
    const auto words = core::pairing_words((*site)->home().public_key(), peer->key);
    Outcome outcome;
    outcome.json = {{"name", peer->name},
        {"id", peer->id.hex()},
        {"address", peer->address},
        {"words", json::value_from(words)}};
    outcome.text =
        "Peer " + peer->name + " added" +
        (peer->address.empty() ? "" : ", address " + peer->address) + ".\n" +
        "Call its operator and read these words to each other; both sites see the same:\n  " +
        spoken(words) +
        "\nIf one word differs, stop: this card is not theirs (satpad peer remove " + peer->name +
        ").\n";
    return outcome;
}

Outcome run_list(const Context& context)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    Outcome outcome;
    json::array peers;
    for (const core::Peer& peer : (*site)->config().peers) {
        const auto words = core::pairing_words((*site)->home().public_key(), peer.key);
        peers.push_back({{"name", peer.name},
            {"id", peer.id.hex()},
            {"address", peer.address},
            {"words", json::value_from(words)}});
        outcome.text += peer.name + "  " + (peer.address.empty() ? "(dials us)" : peer.address) +
                        "\n  words: " + spoken(words) + "\n";
    }
    if (peers.empty()) {
        outcome.text = "No peer yet. Add one with its card: satpad peer add CARD\n";
    }
    outcome.json["peers"] = std::move(peers);
    return outcome;
}

struct AddressOptions
{
    std::string name;
    std::string address;
    bool none = false;
};

Outcome show_address(const core::Peer& peer)
{
    Outcome outcome;
    outcome.json = {{"name", peer.name}, {"address", peer.address}};
    outcome.text = peer.address.empty()
                       ? "Peer " + peer.name + " has no address: it dials us.\n"
                       : "Peer " + peer.name + " is dialled at " + peer.address + ".\n";
    return outcome;
}

Outcome run_address(const Context& context, const AddressOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    if (options.none || !options.address.empty()) {
        if (auto set = (*site)->set_peer_address(options.name, options.address); !set) {
            return failed(std::move(set));
        }
    }
    auto peer = (*site)->peer(options.name);
    return peer ? show_address(*peer) : failed(std::move(peer));
}

Outcome run_remove(const Context& context, const std::string& name)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    if (auto removed = (*site)->remove_peer(name); !removed) {
        return failed(std::move(removed));
    }
    Outcome outcome;
    outcome.json = {{"removed", name}};
    outcome.text = "Peer " + name + " removed.\n";
    return outcome;
}

} // namespace

void add_peer(CLI::App& app, Context& context)
{
    auto* command = app.add_subcommand("peer", "Other sites this one shares key with");
    command->require_subcommand(1);

    auto options = std::make_shared<AddOptions>();
    auto* add = command->add_subcommand(
        "add", "Pin a peer by its card; read the words aloud to be sure it is theirs");
    add->add_option("card", options->card, "The peer's card file")->required()->type_name("CARD");
    add->add_option("--address",
           options->address,
           "Where it listens, when its card does not say or says it wrong")
        ->type_name("HOST:PORT");
    add->add_flag(
        "--replace", options->replace, "The peer made a new key or moved: take this card instead");
    add->footer(
        "Example:\n  satpad peer add stellenbosch.card --address stellenbosch.example:7740");
    add->callback([options, &context] {
        context.run = [options, &context] { return run_add(context, *options); };
    });

    auto moved = std::make_shared<AddressOptions>();
    auto* address = command->add_subcommand(
        "address", "Where a peer is dialled from now on; its card and key stay as they are");
    address->add_option("name", moved->name, "The peer")->required()->type_name("NAME");
    auto* to = address->add_option("address", moved->address, "Left out: says the one it has")
                   ->type_name("HOST:PORT");
    address->add_flag("--none", moved->none, "It has none any more: it dials us")->excludes(to);
    address->footer("Example:\n  satpad peer address stellenbosch stellenbosch.example:7740");
    address->callback([moved, &context] {
        context.run = [moved, &context] { return run_address(context, *moved); };
    });

    auto* list = command->add_subcommand("list", "All peers");
    list->callback([&context] { context.run = [&context] { return run_list(context); }; });

    auto name = std::make_shared<std::string>();
    auto* remove = command->add_subcommand("remove", "Forget a peer with whom no key is left");
    remove->add_option("name", *name, "The peer")->required()->type_name("NAME");
    remove->callback([name, &context] {
        context.run = [name, &context] { return run_remove(context, *name); };
    });
}

} // namespace satpad::cli
