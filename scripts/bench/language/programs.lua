-- The programs of programs.hesse; vectors are tables.

local function additions(n)
    local x = 0.0
    for i = 0, n - 1 do x = x + 0.5 end
    return x
end

local function fib(n)
    if n < 2 then return n end
    return fib(n - 1) + fib(n - 2)
end

local function text(n)
    local parts = {}
    for i = 0, n - 1 do parts[#parts + 1] = string.format("%d,", i) end
    return #table.concat(parts)
end

local function people(n)
    local all = {}
    for i = 0, n - 1 do all[i + 1] = {name = "p" .. i, age = i % 90, weight = 0.5 * i} end
    return all
end

local function weigh(all)
    local total = 0.0
    for round = 1, 10 do
        for _, p in ipairs(all) do
            if p.age >= 18 then total = total + p.weight end
        end
    end
    return total
end

local function product(a, b)
    local c = {}
    for i = 1, #a do c[i] = a[i] * b[i] end
    return c
end

local function sum(a)
    local total = 0.0
    for i = 1, #a do total = total + a[i] end
    return total
end

local function energy(x, v) return 0.5 * sum(product(v, v)) + sum(product(x, x)) end

local function orbit(n)
    local x, v = {1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}
    local total = 0.0
    for i = 1, n do total = total + energy(x, v) end
    return total
end

local all = people(100000)
local programs = {
    {"additions", function() return additions(10000000) end},
    {"fib", function() return fib(27) end},
    {"text", function() return text(500000) end},
    {"records", function() return weigh(all) end},
    {"tensors", function() return orbit(100000) end},
}
for _, entry in ipairs(programs) do
    local start = os.clock()
    local result = entry[2]()
    print(string.format('{"program": "%s", "seconds": %.9g, "result": %.17g}', entry[1], os.clock() - start, result))
end
