using System.Globalization;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Validation;

/// <summary>What the schema can't say about one model of a provider.</summary>
internal static class ProviderModelChecks
{
    /// <summary>Suffixes that callers add to a model's name to choose among its endpoints.</summary>
    private static readonly string[] RoutingRules = [":free", ":nitro", ":floor"];

    public static void Check(Field model, IReadOnlySet<string> served, Field providerPolicy, ProblemList problems)
    {
        CheckName(model["name"], problems);
        CheckName(model["canonicalSlug"], problems);
        var unserved = model["apis"].Items.Where(api => api.Text is not null && served.Count > 0 && !served.Contains(api.Text));
        foreach (var api in unserved)
            problems.NotSupported(api, served.Order(StringComparer.Ordinal));
        CheckPrices(model, problems);
        if (model["maxCompletionTokens"].Number > model["contextLength"].Number)
        {
            problems.Warn(model["maxCompletionTokens"].Path,
                "is more than contextLength, which holds prompt and completion together");
        }
        DataPolicyChecks.Check(model["dataPolicy"], providerPolicy, problems);
    }

    private static void CheckName(Field name, ProblemList problems)
    {
        if (RoutingRules.FirstOrDefault(rule => name.Text?.EndsWith(rule, StringComparison.Ordinal) == true) is not { } rule)
            return;
        var instead = rule == ":free" ? "; set free: true instead" : "";
        problems.Invalid(name, RuleMessages.RoutingSuffix + instead);
    }

    private static void CheckPrices(Field model, ProblemList problems)
    {
        var free = model["free"].Flag == true;
        var prices = model["pricing"].Node is System.Text.Json.Nodes.JsonObject fields
            ? fields.Select(price => model["pricing"][price.Key]).ToList()
            : [];
        foreach (var price in prices.Where(price => free && Amount(price) > 0))
            problems.Invalid(price, "must be \"0\" where free is true");
        if (!free && prices.Count > 0 && prices.All(price => Amount(price) == 0))
        {
            problems.Warn(model["pricing"].Path,
                "every price is 0, yet free isn't true: policies for paid models will rule this one");
        }
    }

    private static decimal? Amount(Field price) =>
        decimal.TryParse(price.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : null;
}
