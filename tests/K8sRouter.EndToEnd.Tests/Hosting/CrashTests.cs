using System.Text.Json;
using K8sRouter.Testing.Conformance;

namespace K8sRouter.EndToEnd.Tests.Hosting;

/// <summary>What is left after the process was killed, or asked to end.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private static readonly HousePlan Slow = OwnHouse.Plain with { TokenDelay = TimeSpan.FromMilliseconds(20) };

    [Fact]
    public Task After_a_kill_the_finished_generations_are_still_there_and_the_running_one_is_closed() =>
        OwnHouse.RunAsync(output, Slow, async house =>
        {
            string[] finished =
            [
                (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200).GenerationId,
                (await house.Sidecar.ChatAsync("acme/assistant", "Hi", ",\"stream\":true")).Expect(200).GenerationId,
            ];
            var before = (await house.Sidecar.GetAsync($"generation?id={finished[1]}")).Expect(200);
            using var response = await house.Sidecar.OpenAsync(
                "chat/completions", SidecarUnderTest.Chat("acme/assistant", "Write 2000 words", ",\"stream\":true"));
            string running = Assert.Single(response.Headers.GetValues("X-Generation-Id"));
            await using (var stream = await response.Content.ReadAsStreamAsync())
            {
                await stream.ReadExactlyAsync(new byte[1000]);
                await house.Sidecar.Process.KillAsync();
            }

            await house.StartSidecarAsync();
            await house.Sidecar.WaitUntilReadyAsync();

            var after = (await house.Sidecar.GetAsync($"generation?id={finished[1]}")).Expect(200);
            Assert.Equal(before.Body, after.Body);
            (await house.Sidecar.GetAsync($"generation?id={finished[0]}")).Expect(200);
            var orphan = (await house.Sidecar.GetAsync($"generation?id={running}")).Expect(200);
            Assert.Empty(ResponseSchemas.Validate("GenerationResponse", orphan.Json));
            var data = orphan.Json.GetProperty("data");
            Assert.Equal("router_crashed", data.GetProperty("native_finish_reason").GetString());
            Assert.Equal("error", data.GetProperty("finish_reason").GetString());
            Assert.Equal(JsonValueKind.Null, data.GetProperty("native_tokens_completion").ValueKind);
            (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);
        });

    [Fact]
    public Task At_termination_a_running_stream_is_finished_first() =>
        OwnHouse.RunAsync(output, Slow, async house =>
        {
            using var response = await house.Sidecar.OpenAsync(
                "chat/completions", SidecarUnderTest.Chat("acme/assistant", "Write 30 words", ",\"stream\":true"));

            var ended = house.Sidecar.Process.TerminateAsync();

            var answer = await Answer.ReadAsync(response);
            Assert.EndsWith("word30", answer.ChatText, StringComparison.Ordinal);
            Assert.Equal("[DONE]", answer.Events[^1]);
            Assert.Equal(0, await ended);
            await house.StartSidecarAsync();
            await house.Sidecar.WaitUntilReadyAsync();
            var generation = await house.Sidecar.GenerationAsync(answer.GenerationId);
            Assert.Equal("stop", generation.GetProperty("finish_reason").GetString());
        });
}
