using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Validation;

/// <summary>What the schema of a WorkspacePrivacyPolicy can't say.</summary>
internal static class WorkspacePrivacyPolicyChecks
{
    public static void Check(Field spec, ProblemList problems)
    {
        CheckLists(spec["providers"], problems);
        CheckLists(spec["models"], problems);
        CheckRedis(spec["events"]["redis"], problems);
        CheckLogging(spec["inputOutputLogging"], problems);
        CheckDataUse(spec["dataUse"], problems);
        CheckStores(spec, problems);
        CheckLocations(spec, problems);
    }

    private static void CheckLists(Field rules, ProblemList problems)
    {
        var allowed = rules["allow"].Texts.ToHashSet();
        foreach (var ignored in rules["ignore"].Items.Where(item => item.Text is { } text && allowed.Contains(text)))
            problems.Warn(ignored.Path, $"\"{ignored.Text}\" is also on the allow list; ignore wins");
    }

    private static void CheckRedis(Field redis, ProblemList problems)
    {
        var port = redis["address"].Text?.Split(':')[^1];
        if (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is 0 or > 65535)
            problems.Invalid(redis["address"], "must have a port from 1 to 65535");
        if (redis["tls"].Flag == false && redis["credentials"].IsPresent)
            problems.Warn(redis["tls"].Path, "the password crosses the network readable");
        if (redis["certificateAuthority"].Text is not { } authority)
            return;
        if (!HoldsCertificate(authority))
            problems.Invalid(redis["certificateAuthority"], "must hold at least one certificate in PEM, and no private key");
        if (redis["tls"].Flag == false)
            problems.Warn(redis["certificateAuthority"].Path, "isn't used where tls is false");
    }

    private static bool HoldsCertificate(string text)
    {
        if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
            return false;
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
            return certificates.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            foreach (var certificate in certificates)
                certificate.Dispose();
        }
    }

    private static void CheckLogging(Field logging, ProblemList problems)
    {
        if (logging["required"].Flag == true && logging["enabled"].Flag == false)
            problems.Invalid(logging["required"], RuleMessages.RequiredButOff);
        var europe = logging["europeStore"];
        if (europe.IsPresent && !europe["location"].IsPresent)
            problems.Required(europe["location"].Path, RuleMessages.OutsideEurope);
        else if (europe["location"].Text is "Us" or "Global")
            problems.Invalid(europe["location"], RuleMessages.OutsideEurope);
    }

    private static void CheckDataUse(Field use, ProblemList problems)
    {
        var discount = use["discount"].Text;
        if (decimal.TryParse(discount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share > 1)
            problems.Invalid(use["discount"], RuleMessages.MoreThanAll);
        if (use["enabled"].Flag == true && !use["store"].IsPresent)
            problems.Warn(use["store"].Path, "no store: nothing will be used");
    }

    private static void CheckStores(Field spec, ProblemList problems)
    {
        var (records, logging, used) = (spec["store"], spec["inputOutputLogging"], spec["dataUse"]["store"]);
        foreach (var store in new[] { records, logging["store"], logging["europeStore"], used })
            StoreChecks.Check(store, problems);
        StoreChecks.CheckOwnPlace(used, problems, records, logging["store"], logging["europeStore"]);
    }

    private static void CheckLocations(Field spec, ProblemList problems)
    {
        if (spec["region"].Text is not ("Europe" or "Us") || spec["region"].Text is not { } region)
            return;
        var logging = spec["inputOutputLogging"];
        foreach (var store in new[] { spec["store"], logging["store"], spec["dataUse"]["store"] })
        {
            if (!store.IsPresent || store["location"].Text == region)
                continue;
            problems.Warn(store["location"].Path,
                $"isn't {region}, the workspace's region: nothing of its calls will be kept there");
        }
        if (region == "Us" && logging["europeStore"].IsPresent)
            problems.Warn(logging["europeStore"].Path, "is for workspaces whose region is Europe: nothing will be kept there");
    }
}
