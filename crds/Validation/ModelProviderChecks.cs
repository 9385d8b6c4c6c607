using K8sRouter.Core.Generations;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Validation;

/// <summary>What the schema of a ModelProvider can't say.</summary>
internal static class ModelProviderChecks
{
    public static void Check(Field spec, ProblemList problems)
    {
        var served = CheckUpstreams(spec["upstreams"], problems);
        CheckAuthentication(spec["auth"], problems);
        CheckHeaders(spec["headers"], problems);
        CheckQuery(spec["query"], problems);
        CheckPathTemplate(spec["pathTemplate"], problems);
        DataPolicyChecks.Check(spec["dataPolicy"], provider: null, problems);
        foreach (var model in spec["models"].Items)
            ProviderModelChecks.Check(model, served, spec["dataPolicy"], problems);
    }

    /// <returns>The APIs that any upstream serves.</returns>
    private static HashSet<string> CheckUpstreams(Field upstreams, ProblemList problems)
    {
        var served = new HashSet<string>();
        foreach (var upstream in upstreams.Items)
        {
            AddressChecks.Check(upstream["baseUrl"], upstream["allowPlaintext"].Flag == true, isBase: true, problems);
            CheckPathTemplate(upstream["pathTemplate"], problems);
            var inThisOne = new HashSet<string>();
            foreach (var api in upstream["apis"].Items.Where(api => GenerationApis.All.Contains(api.Text)))
            {
                if (!inThisOne.Add(api.Text!))
                    continue;
                if (!served.Add(api.Text!))
                    problems.Duplicate(api, why: RuleMessages.ApiTwice);
                else
                    CheckProtocol(api, upstream["protocol"].Text, problems);
            }
        }
        return served;
    }

    private static void CheckProtocol(Field api, string? protocol, ProblemList problems)
    {
        var needed = api.Text == GenerationApis.Messages ? "Anthropic" : "OpenAI";
        if (protocol is "OpenAI" or "Anthropic" && protocol != needed)
            problems.Invalid(api, RuleMessages.ForeignApi);
    }

    private static void CheckAuthentication(Field auth, ProblemList problems)
    {
        var scheme = auth["scheme"].Text ?? "Bearer";
        if (scheme == "Header" && !auth["header"].IsPresent)
            problems.Required(auth["header"].Path, RuleMessages.HeaderMissing);
        if (scheme != "Header" && auth["header"].IsPresent)
            problems.Forbidden(auth["header"].Path, RuleMessages.HeaderSurplus);
        if (auth["deliverTo"].IsPresent && !auth["credential"].IsPresent)
            problems.Required(auth["credential"].Path, RuleMessages.CredentialMissing);
        foreach (var requirement in auth["deliverTo"]["namespaceSelector"]["matchExpressions"].Items)
            CheckSelector(requirement, problems);
    }

    private static void CheckSelector(Field requirement, ProblemList problems)
    {
        var values = requirement["values"];
        var takesValues = requirement["operator"].Text is "In" or "NotIn";
        if (takesValues && !values.Items.Any())
            problems.Required(values.Path, RuleMessages.SelectorValuesMissing);
        if (requirement["operator"].Text is "Exists" or "DoesNotExist" && values.Items.Any())
            problems.Forbidden(values.Path, RuleMessages.SelectorValuesSurplus);
    }

    private static void CheckHeaders(Field headers, ProblemList problems)
    {
        foreach (var (name, header) in headers.Entries)
        {
            if (CredentialNames.IsCredential(name))
                problems.Forbidden(header.Path, "a credential comes from the Secret that auth.credential names");
            else if (CredentialNames.BelongsToConnection(name))
                problems.Forbidden(header.Path, "the router sets this header itself");
            else if (!CredentialNames.IsHeaderName(name))
                problems.Invalid(header, "must have the name of an HTTP header", quoted: false);
            else if (header.Text?.Any(c => c is '\r' or '\n' or '\0') == true)
                problems.Invalid(header, "must stand on one line", quoted: false);
        }
    }

    private static void CheckQuery(Field query, ProblemList problems)
    {
        foreach (var (_, parameter) in query.Entries.Where(entry => CredentialNames.IsCredential(entry.Key)))
            problems.Forbidden(parameter.Path, "a credential comes from the Secret that auth.credential names");
    }

    private static void CheckPathTemplate(Field template, ProblemList problems)
    {
        if (Placeholders.FirstUnknown(template.Text, "model", "path") is not null)
            problems.Invalid(template, "must hold no placeholders but {model} and {path}");
    }
}
