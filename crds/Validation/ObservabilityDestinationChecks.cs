using K8sRouter.Core.DataPolicies;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Locations;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.References;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Validation;

/// <summary>What the schema of an ObservabilityDestination can't say.</summary>
internal static class ObservabilityDestinationChecks
{
    private static readonly string[] PathPlaceholders = ["prefix", "date", "year", "month", "day", "apiKeyName"];

    public static void Check(Field spec, ProblemList problems)
    {
        if (spec["type"].Text is { } name && DestinationTypes.Find(name) is { } type)
        {
            CheckConfig(spec, type, problems);
            CheckSecretConfig(spec["secretConfig"], type, problems);
            CheckLocation(spec, type, problems);
        }
        // Absent, it is None.
        var contentMode = spec["contentMode"].IsPresent ? spec["contentMode"].Text : nameof(ContentMode.None);
        foreach (var group in spec["filterRules"]["groups"].Items)
        {
            foreach (var rule in group["rules"].Items)
                FilterRuleChecks.Check(rule, contentMode, problems);
        }
    }

    private static void CheckConfig(Field spec, DestinationType type, ProblemList problems)
    {
        var config = spec["config"];
        foreach (var (name, value) in config.Entries)
        {
            var path = config[name].Path;
            if (type.Field(name) is not { } field)
                ReportUnknown(name, path, type, problems);
            else if (field.Secret)
                problems.Forbidden(path, $"is secret: put it in a Secret and name that in secretConfig with field: {name}");
            else
                CheckValue(value with { Path = path }, field, spec["allowPlaintext"].Flag == true, problems);
        }
        foreach (var field in type.Fields.Where(field => field.Required && !field.Secret && !config[field.Name].IsPresent))
            problems.Required(config[field.Name].Path, $"{type.DisplayName} needs it: {field.Description}");
    }

    /// <summary>What a vendor says about its own hosts counts for more than what is declared.</summary>
    private static void CheckLocation(Field spec, DestinationType type, ProblemList problems)
    {
        var location = spec["location"];
        var declared = location.Text switch
        {
            nameof(DataRegion.Europe) => Regions.Europe,
            nameof(DataRegion.Us) => Regions.Us,
            _ => null,
        };
        var config = spec["config"];
        if (DestinationLocations.Contradiction(type, name => config[name].Text, declared) is { } known)
            problems.Invalid(location, LocationText.Contradiction(known, config[known.Field].IsPresent));
    }

    private static void ReportUnknown(string name, FieldPath path, DestinationType type, ProblemList problems)
    {
        if (name == "headers" || name.StartsWith(DestinationType.HeaderPrefix, StringComparison.Ordinal))
        {
            problems.Forbidden(path, RuleMessages.HeadersInConfig);
        }
        else
        {
            problems.UnknownField(path, Suggestions.Nearest(name, type.Fields.Select(field => field.Name)));
        }
    }

    private static void CheckValue(Field value, DestinationField field, bool allowPlaintext, ProblemList problems)
    {
        if (value.Text is not { } text)
            return;
        if (text.Length == 0)
            problems.Required(value.Path);
        else if (field.AllowedValues.Count > 0 && !field.AllowedValues.Contains(text))
            problems.NotSupported(value, field.AllowedValues, quoted: false);
        else if (text.Length > field.MaxLength)
            problems.TooLong(value.Path, field.MaxLength);
        else if (field.Pattern is { } pattern && !System.Text.RegularExpressions.Regex.IsMatch(text, pattern))
            problems.Invalid(value, $"must be of the right form: {field.Description}", quoted: false);
        else if (field.Url)
            AddressChecks.Check(value, allowPlaintext, isBase: false, problems);
        else if (field.Name == "pathTemplate" && Placeholders.FirstUnknown(text, PathPlaceholders) is not null)
            problems.Invalid(value, $"must hold no placeholders but {{{string.Join("}, {", PathPlaceholders)}}}");
    }

    private static void CheckSecretConfig(Field secrets, DestinationType type, ProblemList problems)
    {
        foreach (var secret in secrets.Items.Where(secret => secret["field"].Text is not null))
            CheckSecretField(secret["field"], type, problems);
        var named = secrets.Items.Select(secret => secret["field"].Text).ToHashSet();
        var missing = type.Fields
            .Where(field => field.Required && field.Secret && !named.Contains(field.Name))
            .Select(field => field.Name)
            .ToList();
        foreach (var field in missing)
            problems.Required(secrets.Path.Key(field), $"{type.DisplayName} needs an entry with field: {field}");
    }

    private static void CheckSecretField(Field field, DestinationType type, ProblemList problems)
    {
        var name = field.Text!;
        if (name.StartsWith(DestinationType.HeaderPrefix, StringComparison.Ordinal))
        {
            var header = name[DestinationType.HeaderPrefix.Length..];
            if (!CredentialNames.IsHeaderName(header))
                problems.Invalid(field, "must name an HTTP header after headers.");
            else if (CredentialNames.BelongsToConnection(header))
                problems.Forbidden(field.Path, $"the exporter sets the header {header} itself");
            return;
        }
        if (type.Field(name) is not { } known)
        {
            var secret = type.Fields.Where(candidate => candidate.Secret).Select(candidate => candidate.Name);
            problems.NotSupported(field, secret.Append("headers.NAME"));
        }
        else if (!known.Secret)
        {
            problems.Forbidden(field.Path, $"{name} isn't secret: write it in config");
        }
    }
}
