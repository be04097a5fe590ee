// timeshelf shop, user, token, product
#include "server/accounts.hpp"

#include <fmt/format.h>

#include <iostream>

#include "base/text.hpp"
#include "ical/date_time.hpp"
#include "ical/shelf_grammar.hpp"
#include "server/cli/image.hpp"
#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

store::User need_user(store::Transaction& transaction, const std::string& name) {
  if (auto user = store::find_user(transaction, name)) return *user;
  throw Stop{kRefused,
             fmt::format("There is no user '{}'. 'timeshelf user list' shows those that are.", name)};
}

std::string digital_type(const std::string& path) {
  if (path.ends_with(".pdf")) return "application/pdf";
  return path.ends_with(".zip") ? "application/zip" : "application/octet-stream";
}

}  // namespace

int add_shop(const Config& config, const ShopOptions& options) {
  return with_database(config, [&](Session& session) {
    if (!is_slug(options.slug))
      throw Stop{kRefused, "A shop's short name is lower-case letters, digits and hyphens."};
    if (!Currency::parse(options.currency))
      throw Stop{kRefused, fmt::format("'{}' is not an ISO 4217 currency, like EUR.", options.currency)};
    if (!ical::find_zone(options.time_zone))
      throw Stop{kRefused, fmt::format("'{}' is not a time zone, like Europe/Berlin.", options.time_zone)};
    session.write([&](store::Transaction& transaction) {
      if (store::find_shop_by_slug(transaction, options.slug))
        throw Stop{kRefused, fmt::format("There is a shop '{}' already.", options.slug)};
      session.parts.services.engine.create_shop(transaction, options.slug,
                                                options.name.empty() ? options.slug : options.name,
                                                options.currency, options.time_zone);
    });
    fmt::print("Shop '{}' made. Next: timeshelf user add NAME --shop {}\n", options.slug, options.slug);
    return kDone;
  });
}

int list_shops(const Config& config) {
  return with_database(config, [&](Session& session) {
    session.read([](store::Transaction& transaction) {
      for (const auto& shop : store::list_shops(transaction))
        fmt::print("{}\t{}\t{}\t{}\n", shop.slug, shop.name, shop.currency, shop.time_zone);
    });
    return kDone;
  });
}

int set_cancel_rule(const Config& config, const std::string& slug, std::int64_t hours) {
  return with_database(config, [&](Session& session) {
    if (hours < 0 || hours > 10'000)
      throw Stop{kRefused, "The hours before a slot starts are a whole number from 0 to 10,000."};
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, slug);
      session.parts.services.changes.set_cancel_rule(transaction, shop.id, std::chrono::hours(hours));
    });
    fmt::print("Customers may cancel and move until {} hours before a slot that says nothing else.\n", hours);
    return kDone;
  });
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

int remove_user(const Config& config, const std::string& name) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const auto user = need_user(transaction, name);
      for (const auto& binding : store::list_bindings(transaction, user.shop, user.home)) {
        if (binding.collection.shelf) {
          throw Stop{kRefused,
                     fmt::format("'{}' has the shelf '{}'. Turn it off first, so that no booking is lost.",
                                 name, binding.segment)};
        }
      }
      server::remove_user(transaction, user, session.clock.now());
    });
    fmt::print("User '{}' removed, with all calendars.\n", name);
    return kDone;
  });
}

int set_password(const Config& config, const std::string& name) {
  std::string password;
  std::getline(std::cin, password);
  if (password.size() < 8)
    return complain(kRefused, "Give a password of at least 8 characters on standard input.");
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      auto user = need_user(transaction, name);
      user.password_hash = hash_password(password);
      store::update_user(transaction, user);
    });
    fmt::print("The dashboard password of '{}' is set.\n", name);
    return kDone;
  });
}

int add_token(const Config& config, const std::string& name, const std::string& label) {
  return with_database(config, [&](Session& session) {
    std::string password;
    session.write([&](store::Transaction& transaction) {
      password = add_app_password(transaction, need_user(transaction, name), label, session.clock.now(),
                                  session.random);
    });
    fmt::print("{}\n", password);
    return kDone;
  });
}

int list_tokens(const Config& config, const std::string& name) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      need_user(transaction, name);
      for (const auto& token : store::list_app_passwords(transaction, name)) {
        fmt::print("{}\t{}\t{}\n", token.id.text(), to_rfc3339(token.created_at), token.label);
      }
    });
    return kDone;
  });
}

int revoke_token(const Config& config, const std::string& text) {
  return with_database(config, [&](Session& session) {
    const auto id = Id::parse(text);
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

int add_product(const Config& config, const ProductOptions& options) {
  return with_database(config, [&](Session& session) {
    const std::string sku = to_upper(options.sku);
    if (!ical::grammar::is_sku(sku))
      throw Stop{kRefused, fmt::format("'{}' is not a SKU: 1 to 64 letters, digits and - _ . like MUG-BLUE.",
                                       options.sku)};
    const auto print =
        options.image.empty() ? std::nullopt : std::optional(read_image(session, options.image));
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const std::string code = to_upper(options.currency.empty() ? shop.currency : options.currency);
      const auto currency = Currency::parse(code);
      if (!currency) throw Stop{kRefused, fmt::format("'{}' is not an ISO 4217 currency, like EUR.", code)};
      const auto price = Money::parse(options.price, *currency);
      if (!price)
        throw Stop{kRefused, fmt::format("'{}' is not a price in {}, like 18.50.", options.price, code)};
      const std::int64_t tax_rate = options.tax_rate.empty() ? 0 : need_percent(options.tax_rate);
      auto& engine = session.parts.services.engine;
      const std::string image = print ? keep_image(session, transaction, shop.id, *print) : std::string{};
      std::string digital = options.digital;
      if (!digital.empty() && !digital.starts_with("https://"))
        digital = engine.put_media(transaction, shop.id, digital_type(digital), bytes_of(digital));
      engine.put_product(transaction,
                         {shop.id, sku, options.name, options.description, image, *price, tax_rate, digital});
    });
    fmt::print("Product {} is there.\n", sku);
    return kDone;
  });
}

int list_products(const Config& config, const std::string& slug) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, slug);
      for (const auto& product : session.parts.services.engine.list_products(transaction, shop.id)) {
        fmt::print("{}\t{}\t{}\n", product.sku, product.base_price.text(), product.name);
      }
    });
    return kDone;
  });
}

}  // namespace timeshelf::server::cli
