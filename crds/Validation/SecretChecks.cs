using System.Text;
using System.Text.RegularExpressions;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Validation;

/// <summary>Form of a Secret, and of those labelled for us. No value is ever quoted.</summary>
internal static class SecretChecks
{
    public static void Check(Field secret, ProblemList problems)
    {
        foreach (var (key, value) in secret["data"].Entries)
        {
            CheckKey(key, value, problems);
            if (value.IsPresent && Decode(value) is null)
                problems.Invalid(value, "must be base64; plain text belongs in stringData", quoted: false);
        }
        foreach (var (key, value) in secret["stringData"].Entries)
        {
            CheckKey(key, value, problems);
            if (value.Text is null)
                problems.TypeInvalid(value, "must be of type string; put it in quotes if text is meant");
        }
        CheckUse(secret, problems);
    }

    private static void CheckKey(string key, Field value, ProblemList problems)
    {
        if (!Regex.IsMatch(key, SecretKeyNameAttribute.Pattern) || key.Length > SecretKeyNameAttribute.MaxLength)
            problems.Invalid(value, $"must {SecretKeyNameAttribute.Must}", quoted: false);
    }

    private static void CheckUse(Field secret, ProblemList problems)
    {
        var labels = secret["metadata"]["labels"];
        var use = new Field(labels[SecretUses.Label].Node, labels.Path.Key(SecretUses.Label));
        if (use.Text is not { } text)
            return;
        if (!SecretUses.All.Contains(text))
            problems.NotSupported(use, SecretUses.All);
        if (text != SecretUses.ApiKey)
            return;
        var role = new Field(labels[SecretUses.RoleLabel].Node, labels.Path.Key(SecretUses.RoleLabel));
        if (role.Text is not (null or SecretUses.AdministratorRole))
            problems.NotSupported(role, [SecretUses.AdministratorRole]);
        CheckApiKey(secret, problems);
    }

    private static void CheckApiKey(Field secret, ProblemList problems)
    {
        var (plain, encoded) = (secret["stringData"][SecretUses.ApiKeyDataKey], secret["data"][SecretUses.ApiKeyDataKey]);
        if (!plain.IsPresent && !encoded.IsPresent)
        {
            problems.Required(secret["data"].Path.Key(SecretUses.ApiKeyDataKey), "an API key stands under it");
            return;
        }
        var field = plain.IsPresent ? plain : encoded;
        var value = plain.Text ?? Decode(encoded);
        var length = value is null || !value.EndsWith('\n') ? value?.Length : value.Length - 1;
        if (length < SecretUses.MinApiKeyLength)
        {
            var parent = plain.IsPresent ? secret["stringData"] : secret["data"];
            problems.Invalid(field with { Path = parent.Path.Key(SecretUses.ApiKeyDataKey) },
                $"must have at least {SecretUses.MinApiKeyLength} characters", quoted: false);
        }
    }

    private static string? Decode(Field value)
    {
        if (value.Text is not { } text)
            return null;
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
