// timeshelf user, token
#include <fmt/format.h>

#include <iostream>

#include "base/text.hpp"
#include "server/accounts.hpp"
#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

struct UserOptions {
  std::string shop, name, role = "owner", display_name, email, password, type = "individual";
};
struct TokenOptions {
  std::string user, label = "app", id;
};

store::User need_user(store::Transaction& transaction, const std::string& name) {
  if (auto user = store::find_user(transaction, name)) return *user;
  throw Stop{kRefused,
             fmt::format("There is no user '{}'. 'timeshelf user list' shows those that are.", name)};
}

int add_user(const Config& config, const UserOptions& options) {
  return with_database(config, [&](Session& session) {
    const auto role = store::parse_role(options.role);
    if (!role) throw Stop{kRefused, "A role is owner, manager, staff or reader."};
    if (!is_user_name(options.name))
      throw Stop{kRefused, "A user name is lower-case letters, digits and . _ - @."};
    const std::string type = to_upper(options.type);
    if (type != "INDIVIDUAL" && type != "ROOM" && type != "RESOURCE")
      throw Stop{kRefused, "A type is individual, room or resource."};
    std::string password;
    session.write([&](store::Transaction& transaction) {
      const store::Shop shop = need_shop(transaction, options.shop);
      if (store::find_user(transaction, options.name))
        throw Stop{kRefused, fmt::format("There is a user '{}' already.", options.name)};
      const auto user = create_user(transaction, shop,
                                    {options.name, type == "INDIVIDUAL" ? *role : store::Role::reader,
                                     options.display_name, options.email, options.password, type},
                                    session.clock.now(), session.random);
      password = add_app_password(transaction, user, "first", session.clock.now(), session.random);
    });
    fmt::print("User '{}' made. For calendar apps, at {}/ :\n  user name:    {}\n  app password: {}\n",
               options.name, config.effective_base_url(), options.name, password);
    return kDone;
  });
}

int list_users(const Config& config) {
  return with_database(config, [&](Session& session) {
    session.read([](store::Transaction& transaction) {
      for (const auto& user : store::list_users(transaction))
        fmt::print("{}\t{}\t{}\n", user.name, store::name_of(user.role), user.email);
    });
    return kDone;
  });
}

int remove_user(const Config& config, const UserOptions& options) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const auto user = need_user(transaction, options.name);
      for (const auto& binding : store::list_bindings(transaction, user.shop, user.home)) {
        if (binding.collection.shelf) {
          throw Stop{kRefused,
                     fmt::format("'{}' has the shelf '{}'. Turn it off first, so that no booking is lost.",
                                 options.name, binding.segment)};
        }
      }
      server::remove_user(transaction, user, session.clock.now());
    });
    fmt::print("User '{}' removed, with all calendars.\n", options.name);
    return kDone;
  });
}

// Reads the password from standard input.
int set_password(const Config& config, const UserOptions& options) {
  std::string password;
  std::getline(std::cin, password);
  if (password.size() < 8)
    return complain(kRefused, "Give a password of at least 8 characters on standard input.");
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      auto user = need_user(transaction, options.name);
      user.password_hash = hash_password(password);
      store::update_user(transaction, user);
    });
    fmt::print("The dashboard password of '{}' is set.\n", options.name);
    return kDone;
  });
}

int add_token(const Config& config, const TokenOptions& options) {
  return with_database(config, [&](Session& session) {
    std::string password;
    session.write([&](store::Transaction& transaction) {
      password = add_app_password(transaction, need_user(transaction, options.user), options.label,
                                  session.clock.now(), session.random);
    });
    fmt::print("{}\n", password);
    return kDone;
  });
}

int list_tokens(const Config& config, const TokenOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      need_user(transaction, options.user);
      for (const auto& token : store::list_app_passwords(transaction, options.user)) {
        fmt::print("{}\t{}\t{}\n", token.id.text(), to_rfc3339(token.created_at), token.label);
      }
    });
    return kDone;
  });
}

int revoke_token(const Config& config, const TokenOptions& options) {
  return with_database(config, [&](Session& session) {
    const auto id = Id::parse(options.id);
    bool gone = false;
    session.write([&](store::Transaction& transaction) {
      for (const auto& shop : store::list_shops(transaction))
        gone = (id && store::delete_app_password(transaction, shop.id, *id)) || gone;
    });
    if (!gone)
      throw Stop{kRefused, "There is no such app password. 'timeshelf token list USER' shows their ids."};
    fmt::print("Revoked. It stops working within a minute.\n");
    return kDone;
  });
}

}  // namespace

void declare_users(CommandLine& line) {
  CLI::App& user = line.group("user", "Make, list and remove users");
  auto& options = line.options<UserOptions>();
  CLI::App& add = line.add_of_shop(user, "add", "Make a user; prints an app password", options, add_user);
  add.add_option("name", options.name, "Login")->required();
  add.add_option("--role", options.role, "owner, manager, staff or reader")->capture_default_str();
  add.add_option("--display-name", options.display_name, "Full name");
  add.add_option("--email", options.email, "E-mail address");
  add.add_option("--type", options.type,
                 "individual; room or resource: it answers invitations by itself, and is a reader")
      ->capture_default_str();
  line.add(user, "list", "List the users", list_users);
  CLI::App& remove = line.add(user, "remove", "Remove a user with all calendars", options, remove_user);
  CLI::App& password = line.add(user, "password", "Set the dashboard password, read from standard input",
                                options, set_password);
  for (CLI::App* command : {&remove, &password})
    command->add_option("name", options.name, "Login")->required();
}

void declare_tokens(CommandLine& line) {
  CLI::App& token = line.group("token", "App passwords for calendar apps");
  auto& options = line.options<TokenOptions>();
  CLI::App& add = line.add(token, "add", "Make one; it is shown once", options, add_token);
  add.add_option("--label", options.label, "What it is for")->capture_default_str();
  CLI::App& list = line.add(token, "list", "List a user's", options, list_tokens);
  for (CLI::App* command : {&add, &list}) command->add_option("user", options.user, "Login")->required();
  line.add(token, "revoke", "Revoke one", options, revoke_token)
      .add_option("id", options.id, "Its id")
      ->required();
}

}  // namespace timeshelf::server::cli
