using System.Security.Cryptography;
using System.Text;
using K8sRouter.Core.Configuration;

namespace K8sRouter.EndToEnd.Tests.Hosting;

/// <summary>A volume that somebody else writes, and a sidecar that knows the operator's key.</summary>
public sealed class SignatureTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_forged_configuration_never_comes_into_force_and_no_prompt_gets_where_it_leads()
    {
        using var folder = new TemporaryFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string file = Path.Combine(Directory.CreateDirectory(folder["keys"]).FullName, "signing.pem");
        File.WriteAllText(file, key.ExportPkcs8PrivateKeyPem());
        string publicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        var plan = OwnHouse.Plain with
        {
            Operator = ["--signing-key", file],
            Sidecar = ["--config-key", publicKey, "--pod-namespace", "team-a"],
        };
        await OwnHouse.RunAsync(output, plan, async house =>
        {
            await house.Operator!.WaitForAsync("--config-key [A-Za-z0-9+/]+=*");
            // Nobody is to mend what the test forges.
            await house.Operator.KillAsync();
            string revision = (await house.Sidecar.RevisionAsync()).Revision!;
            (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);
            string good = Path.Combine(house.Config, new FileInfo(Path.Combine(house.Config, ConfigFiles.DataLink)).LinkTarget!);

            // What anyone who can edit ConfigMaps in the namespace can do: another address for the same provider, all else as it was.
            string forged = Directory.CreateDirectory(Path.Combine(house.Config, "..forged")).FullName;
            foreach (string one in Directory.EnumerateFiles(good))
                File.Copy(one, Path.Combine(forged, Path.GetFileName(one)));
            string json = Encoding.UTF8.GetString(RouterConfigSerializer.Decompress(File.ReadAllBytes(Path.Combine(good, ConfigFiles.RouterConfig))));
            string changed = json.Replace(house.Alpha.Address, house.Beta.Address, StringComparison.Ordinal);
            Assert.NotEqual(json, changed);
            File.WriteAllBytes(Path.Combine(forged, ConfigFiles.RouterConfig), RouterConfigSerializer.Compress(Encoding.UTF8.GetBytes(changed)));
            house.Mount("..forged");

            await RefusesAsync(house, revision, "forged");

            string unsigned = Path.Combine(house.Config, "..unsigned");
            Directory.Move(forged, unsigned);
            File.Delete(Path.Combine(unsigned, ConfigFiles.Signature));
            house.Mount("..unsigned");
            await RefusesAsync(house, revision, "unsigned");

            // A process that starts on it has nothing in force, rather than that.
            await house.Sidecar.Process.KillAsync();
            await house.StartSidecarAsync();
            (await house.Sidecar.AdminAsync("/readyz")).Expect(503);
            (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(503);
            Assert.Empty(house.Beta.Requests);

            house.Mount(Path.GetFileName(good));
            await house.Sidecar.WaitUntilReadyAsync();
            (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);
        });
    }

    private static async Task RefusesAsync(RunningHouse house, string revision, string code)
    {
        await Eventually.TrueAsync($"a refusal in /revision: {code}", async () =>
            (await house.Sidecar.RevisionAsync()).Refusal?.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal) == true);
        Assert.Equal(revision, (await house.Sidecar.RevisionAsync()).Revision);
        (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);
        Assert.Empty(house.Beta.Requests);
    }
}
