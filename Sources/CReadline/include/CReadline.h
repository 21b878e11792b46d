// GNU readline behind setter functions: Swift 6 rejects readline's mutable globals and variadic calls.
#pragma once
