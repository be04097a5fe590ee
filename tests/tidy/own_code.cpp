// A plugin of clang-tidy that shows its checks our own code only. Without it they look at every declaration
// of every header, of which nothing is ever reported: most of the time. clangd does the same.
#include <clang-tidy/ClangTidyCheck.h>
#include <clang-tidy/ClangTidyModule.h>
#include <clang-tidy/ClangTidyModuleRegistry.h>
#include <clang/AST/ASTContext.h>
#include <clang/ASTMatchers/ASTMatchFinder.h>
#include <clang/ASTMatchers/ASTMatchers.h>
#include <clang/Basic/SourceManager.h>

namespace {

using Finder = clang::ast_matchers::MatchFinder;

class OwnCode : public clang::tidy::ClangTidyCheck {
 public:
  using ClangTidyCheck::ClangTidyCheck;

  // The whole of a source is matched before what is in it is looked for: the moment to say what is in it.
  void registerMatchers(Finder* finder) override {
    finder->addMatcher(clang::ast_matchers::translationUnitDecl().bind("source"), this);
  }

  void check(const Finder::MatchResult& result) override {
    std::vector<clang::Decl*> own;
    // What a precompiled header has and the source does not use stays unread.
    for (clang::Decl* each : result.Context->getTranslationUnitDecl()->noload_decls()) {
      if (!result.SourceManager->isInSystemHeader(result.SourceManager->getExpansionLoc(each->getLocation())))
        own.push_back(each);
    }
    result.Context->setTraversalScope(own);
  }
};

class OwnCodeModule : public clang::tidy::ClangTidyModule {
 public:
  void addCheckFactories(clang::tidy::ClangTidyCheckFactories& factories) override {
    factories.registerCheck<OwnCode>("timeshelf-own-code");
  }
};

const clang::tidy::ClangTidyModuleRegistry::Add<OwnCodeModule> kModule("timeshelf",
                                                                       "Looks at our own code only.");

}  // namespace
