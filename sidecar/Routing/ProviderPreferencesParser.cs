using System.Text.Json;

namespace K8sRouter.Sidecar.Routing;

/// <summary>Reads the <c>provider</c> object strictly: a preference that was misspelt must not be taken for absent.</summary>
internal static class ProviderPreferencesParser
{
    private static readonly string[] QuantizationNames =
        ["int4", "int8", "fp4", "mxfp4", "nvfp4", "fp6", "fp8", "mxfp8", "fp16", "bf16", "fp32", "unknown"];

    private static readonly string[] SortNames = ["price", "throughput", "latency", "exacto"];

    /// <summary>The preferences, or what is wrong with them.</summary>
    public static ProviderPreferences? Parse(ReadOnlyMemory<byte> json, out string? problem)
    {
        problem = null;
        if (json.IsEmpty)
            return ProviderPreferences.None;
        using var document = JsonDocument.Parse(json);
        try
        {
            return Read(document.RootElement);
        }
        catch (PreferenceException invalid)
        {
            problem = invalid.Message;
            return null;
        }
        catch (InvalidOperationException)
        {
            // A key or a string with half of a surrogate pair, which System.Text.Json refuses late.
            problem = "provider: Invalid input: expected valid Unicode";
            return null;
        }
    }

    private static ProviderPreferences Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new PreferenceException("provider", $"expected object, received {Kind(root)}");
        var result = new ProviderPreferences();
        foreach (var member in root.EnumerateObject())
        {
            var value = member.Value;
            if (value.ValueKind == JsonValueKind.Null)
                continue;
            string path = $"provider.{member.Name}";
            result = member.Name switch
            {
                "order" => result with { Order = Strings(path, value) },
                "only" => result with { Only = Strings(path, value) },
                "ignore" => result with { Ignore = Strings(path, value) },
                "allow_fallbacks" => result with { AllowFallbacks = Boolean(path, value) },
                "require_parameters" => result with { RequireParameters = Boolean(path, value) },
                "data_collection" => result with { DenyDataCollection = OneOf(path, value, ["allow", "deny"]) == "deny" },
                "zdr" => result with { ZeroDataRetention = Boolean(path, value) },
                "enforce_distillable_text" => result with { DistillableOnly = Boolean(path, value) },
                "quantizations" => result with { Quantizations = Quantizations(path, value) },
                "sort" => WithSort(result, path, value),
                "max_price" => result with { MaxPrice = ReadMaxPrice(path, value) },
                "preferred_min_throughput" => result with { MinThroughput = Bound(path, value) },
                "preferred_max_latency" => result with { MaxLatency = Bound(path, value) },
                _ => throw new PreferenceException("provider", $"Unrecognized key: \"{member.Name}\""),
            };
        }
        return result;
    }

    private static ProviderPreferences WithSort(ProviderPreferences preferences, string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return preferences with { Sort = Sort(path, value) };
        foreach (var member in value.EnumerateObject())
        {
            preferences = member.Name switch
            {
                "by" => preferences with { Sort = Sort(path + ".by", member.Value) },
                "partition" => preferences with
                {
                    SortAcrossModels = OneOf(path + ".partition", member.Value, ["model", "none"]) == "none",
                },
                _ => throw new PreferenceException(path, $"Unrecognized key: \"{member.Name}\""),
            };
        }
        return preferences;
    }

    /// <summary><c>exacto</c> orders by a quality signal that only OpenRouter has: the default order stands in for it.</summary>
    private static RouteSort Sort(string path, JsonElement value) => OneOf(path, value, SortNames) switch
    {
        "price" => RouteSort.Price,
        "throughput" => RouteSort.Throughput,
        "latency" => RouteSort.Latency,
        _ => RouteSort.Default,
    };

    private static MaxPrice ReadMaxPrice(string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new PreferenceException(path, $"expected object, received {Kind(value)}");
        var result = new MaxPrice();
        foreach (var member in value.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                continue;
            decimal price = Price($"{path}.{member.Name}", member.Value);
            result = member.Name switch
            {
                "prompt" => result with { Prompt = price },
                "completion" => result with { Completion = price },
                "request" => result with { Request = price },
                "image" => result with { Image = price },
                "audio" => result with { Audio = price },
                _ => throw new PreferenceException(path, $"Unrecognized key: \"{member.Name}\""),
            };
        }
        return result;
    }

    private static PercentileBound Bound(string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return new PercentileBound { P50 = Number(path, value) };
        var result = new PercentileBound();
        foreach (var member in value.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                continue;
            double number = Number($"{path}.{member.Name}", member.Value);
            result = member.Name switch
            {
                "p50" => result with { P50 = number },
                "p75" => result with { P75 = number },
                "p90" => result with { P90 = number },
                "p99" => result with { P99 = number },
                _ => throw new PreferenceException(path, $"Unrecognized key: \"{member.Name}\""),
            };
        }
        return result;
    }

    private static string[] Quantizations(string path, JsonElement value)
    {
        var names = Strings(path, value);
        foreach (string name in names)
        {
            if (!QuantizationNames.Contains(name))
                throw new PreferenceException(path, Expected(QuantizationNames));
        }
        return names;
    }

    private static string[] Strings(string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw new PreferenceException(path, $"expected array, received {Kind(value)}");
        return [.. value.EnumerateArray().Select((item, index) => item.ValueKind == JsonValueKind.String
            ? item.GetString()!
            : throw new PreferenceException($"{path}.{index}", $"expected string, received {Kind(item)}"))];
    }

    private static bool Boolean(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new PreferenceException(path, $"expected boolean, received {Kind(value)}"),
    };

    private static string OneOf(string path, JsonElement value, string[] options) =>
        value.ValueKind == JsonValueKind.String && options.Contains(value.GetString())
            ? value.GetString()!
            : throw new PreferenceException(path, Expected(options));

    private static double Number(string path, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and var number
            ? number
            : throw new PreferenceException(path, $"expected number of at least 0, received {Kind(value)}");

    /// <summary>The API documents numbers; clients also send decimal strings.</summary>
    private static decimal Price(string path, JsonElement value)
    {
        bool valid = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDecimal(out _),
            JsonValueKind.String => decimal.TryParse(value.GetString(), System.Globalization.CultureInfo.InvariantCulture, out _),
            _ => false,
        };
        if (!valid)
            throw new PreferenceException(path, $"expected number, received {Kind(value)}");
        return value.ValueKind == JsonValueKind.Number
            ? value.GetDecimal()
            : decimal.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Expected(string[] options) =>
        $"Invalid option: expected one of {string.Join('|', options.Select(o => $"\"{o}\""))}";

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private sealed class PreferenceException(string path, string message) : Exception($"{path}: {message}");
}
