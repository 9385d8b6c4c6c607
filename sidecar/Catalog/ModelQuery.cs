using System.Globalization;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using Microsoft.Extensions.Primitives;

namespace K8sRouter.Sidecar.Catalog;

/// <summary>Filters, order and page of <c>GET models</c>. Unknown parameters are ignored, as the API does.</summary>
internal sealed record ModelQuery
{
    private const int DefaultLimit = 500;
    private const int MaxLimit = 1000;

    public IReadOnlyList<string> SupportedParameters { get; init; } = [];

    public IReadOnlyList<string> InputModalities { get; init; } = [];

    public IReadOnlyList<string> OutputModalities { get; init; } = [];

    public IReadOnlyList<string> Providers { get; init; } = [];

    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Part of the model's id or name.</summary>
    public string? Text { get; init; }

    /// <summary>Least tokens of context.</summary>
    public long? Context { get; init; }

    /// <summary>Bounds of the prompt's price in US dollars per million tokens.</summary>
    public decimal? MinPrice { get; init; }

    public decimal? MaxPrice { get; init; }

    public bool ZeroRetention { get; init; }

    public bool Distillable { get; init; }

    public string? Region { get; init; }

    public string? Sort { get; init; }

    public int? Offset { get; init; }

    public int? Limit { get; init; }

    /// <summary>Whether only a page was asked for; without both parameters everything is answered at once.</summary>
    public bool IsPaged => Offset is not null || Limit is not null;

    public int PageStart => Offset ?? 0;

    public int PageSize => Limit ?? DefaultLimit;

    /// <summary>Reads the query string; a problem is a sentence with the parameter's name in front.</summary>
    public static (ModelQuery? Query, string? Problem) Parse(IQueryCollection values)
    {
        string? problem = null;
        var query = new ModelQuery
        {
            SupportedParameters = List(values["supported_parameters"]),
            InputModalities = List(values["input_modalities"]),
            OutputModalities = List(values["output_modalities"]),
            Providers = List(values["providers"]),
            Authors = List(values["model_authors"]),
            Text = Single(values["q"]),
            Context = (long?)Number("context", 0, long.MaxValue),
            MinPrice = Number("min_price", 0, decimal.MaxValue),
            MaxPrice = Number("max_price", 0, decimal.MaxValue),
            ZeroRetention = IsTrue(values["zdr"]),
            Distillable = IsTrue(values["distillable"]),
            Region = Single(values["region"]) switch { "eu" => Regions.Europe, { } other => other, null => null },
            Sort = Single(values["sort"]),
            Offset = (int?)Number("offset", 0, int.MaxValue),
            Limit = (int?)Number("limit", 1, MaxLimit),
        };
        return problem is null ? (query, null) : (null, problem);

        decimal? Number(string name, decimal least, decimal most)
        {
            if (Single(values[name]) is not { } text)
                return null;
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
                && number >= least && number <= most)
                return number;
            problem ??= $"{name}: Invalid input: expected a number from {least} to {most}";
            return null;
        }
    }

    /// <summary>Whether the model is listed: one endpoint alone must satisfy everything that is asked of endpoints.</summary>
    public bool Matches(CatalogModel listed, DateTimeOffset now)
    {
        var model = listed.Model;
        if (Text is not null && !Contains(model.Name, Text) && !Contains(model.DisplayName, Text))
            return false;
        if (Authors.Count > 0 && !Authors.Contains(listed.Author, StringComparer.OrdinalIgnoreCase))
            return false;
        if (!InputModalities.All(m => m == "all" || model.InputModalities.Contains(m)))
            return false;
        if (!OutputModalities.All(m => m == "all" || model.OutputModalities.Contains(m)))
            return false;
        return listed.Endpoints.Any(e => Matches(e, now));
    }

    private bool Matches(EndpointEntry endpoint, DateTimeOffset now)
    {
        if (Providers.Count > 0 && !Providers.Contains(endpoint.Provider, StringComparer.OrdinalIgnoreCase))
            return false;
        if (ZeroRetention && !EndpointFacts.IsZeroRetention(endpoint, now))
            return false;
        if (Distillable && !endpoint.Distillable)
            return false;
        if (Region is not null && !Regions.Satisfies(endpoint.Region, Region))
            return false;
        if (Context is { } context && (endpoint.ContextLength ?? 0) < context)
            return false;
        if (!SupportedParameters.All(p => endpoint.SupportedParameters.Contains(p)))
            return false;
        if (MinPrice is null && MaxPrice is null)
            return true;
        decimal? perMillion = endpoint.Free ? 0 : endpoint.Pricing?.Prompt * 1_000_000;
        return perMillion is { } price && price >= (MinPrice ?? 0) && price <= (MaxPrice ?? decimal.MaxValue);
    }

    /// <summary>In the order asked for; orders that this router has no data for leave the list as it is.</summary>
    public IEnumerable<CatalogModel> Order(IEnumerable<CatalogModel> models) => Sort switch
    {
        "newest" => models.OrderByDescending(m => m.Model.Created),
        "pricing-low-to-high" => models.OrderBy(m => EndpointFacts.Price(m.Top) ?? decimal.MaxValue),
        "pricing-high-to-low" => models.OrderByDescending(m => EndpointFacts.Price(m.Top) ?? decimal.MinValue),
        "context-high-to-low" => models.OrderByDescending(m => m.ContextLength ?? 0),
        _ => models,
    };

    private static bool Contains(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static bool IsTrue(StringValues value) => Single(value) is "true" or "1";

    private static string? Single(StringValues value) => value.Count > 0 && !string.IsNullOrEmpty(value[^1]) ? value[^1] : null;

    /// <summary>Comma-separated, repeated, or both.</summary>
    private static string[] List(StringValues value) =>
        [.. value.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
